package prove

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// Cacheable reports whether the kernel, when it installs a program, sees that a
// call is allowed whatever its arguments, and then never runs the program for it
// (kernel/seccomp.c, seccomp_is_const_allow, since 5.11; mips has no such cache).
// The rule is the kernel's, instruction by instruction: it knows fewer of them
// than it executes.
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
			// An action with data, and a log, are not this.
			return ins.K == action.Allow
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
