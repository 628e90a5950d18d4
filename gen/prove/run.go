package prove

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// Run executes a program on one call, one instruction after the other. It returns
// what the program returns and how many instructions that took.
func Run(program []bpf.Instruction, arch, nr uint32) (value uint32, steps int, err error) {
	var acc uint32
	for pc := 0; pc < len(program); pc++ {
		steps++
		switch ins := program[pc]; {
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
		default:
			return 0, steps, fmt.Errorf("instruction %d: code %#02x k %#x is none of ours", pc, ins.Code, ins.K)
		}
	}
	return 0, steps, fmt.Errorf("control leaves the program at %d", len(program))
}

func choose(yes bool, ins bpf.Instruction) int {
	if yes {
		return int(ins.JT)
	}
	return int(ins.JF)
}
