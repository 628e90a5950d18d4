package prove

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"

// Cacheable reports whether the kernel caches number nr as always allowed. The kernel
// analyses a program when it is installed, and later skips the program for cached
// numbers (kernel/seccomp.c, seccomp_is_const_allow, since 5.11, not on mips). This is
// the kernel's analysis, instruction by instruction. It covers fewer instructions than
// the kernel executes.
func Cacheable(program []bpf.Instruction, arch, nr uint32) bool {
	var value uint32
	for pc := uint64(0); pc < uint64(len(program)); pc++ {
		ins := program[pc]
		switch ins.Code {
		case loadAbs:
			switch ins.K {
			case bpf.OffsetNr:
				value = nr
			case bpf.OffsetArch:
				value = arch
			default:
				return false
			}
		case returnK:
			// Only this value: neither allow with data nor log.
			return ins.K == bpf.RetAllow
		case jumpAlways:
			pc += uint64(ins.K)
		case jumpEqual:
			pc += choose(ins, value == ins.K)
		case jumpAtLeast:
			pc += choose(ins, value >= ins.K)
		case jumpAbove:
			pc += choose(ins, value > ins.K)
		case jumpBits:
			pc += choose(ins, value&ins.K != 0)
		case and:
			value &= ins.K
		default:
			return false
		}
	}
	return false
}

func choose(ins bpf.Instruction, yes bool) uint64 {
	if yes {
		return uint64(ins.JT)
	}
	return uint64(ins.JF)
}
