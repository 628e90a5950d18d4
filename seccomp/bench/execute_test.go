//go:build linux && amd64

package bench

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// jumpAbove is an instruction in programs of peers only.
const jumpAbove = unix.BPF_JMP | unix.BPF_JGT | unix.BPF_K

// execute runs a program on one syscall. It returns the result and the number of executed
// instructions.
func execute(program []unix.SockFilter, arch, nr uint32) (value uint32, steps int, err error) {
	var acc uint32
	for pc := 0; pc < len(program); pc++ {
		steps++
		ins := program[pc]
		switch {
		case ins.Code == bpf.Return:
			return ins.K, steps, nil
		case ins.Code == bpf.LoadAbs && ins.K == bpf.OffsetNr:
			acc = nr
		case ins.Code == bpf.LoadAbs && ins.K == bpf.OffsetArch:
			acc = arch
		case ins.Code == bpf.JumpAlways:
			pc += int(ins.K)
		case ins.Code == bpf.JumpEqual:
			pc += choose(acc == ins.K, ins)
		case ins.Code == bpf.JumpAtLeast:
			pc += choose(acc >= ins.K, ins)
		case ins.Code == jumpAbove:
			pc += choose(acc > ins.K, ins)
		default:
			return 0, steps, fmt.Errorf("instruction %d: code %#02x k %#x", pc, ins.Code, ins.K)
		}
	}
	return 0, steps, fmt.Errorf("control leaves the program")
}

func choose(yes bool, ins unix.SockFilter) int {
	if yes {
		return int(ins.Jt)
	}
	return int(ins.Jf)
}
