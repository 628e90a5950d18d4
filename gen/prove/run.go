package prove

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// Run is like [Execute] for a syscall whose arguments are 0.
func Run(program []bpf.Instruction, arch, nr uint32) (value uint32, steps int, err error) {
	return Execute(program, Data{Nr: nr, Arch: arch})
}

// Execute executes a program on one input. It returns the action and the number of
// executed instructions. It supports every instruction of seccomp. An executed
// instruction is an error if the kernel would refuse it.
func Execute(program []bpf.Instruction, d Data) (value uint32, steps int, err error) {
	var m machine
	for pc := 0; pc < len(program); pc++ {
		steps++
		ins := program[pc]
		switch {
		case ins.Code == returnK:
			return ins.K, steps, nil
		case ins.Code == returnA:
			return m.a, steps, nil
		case ins.Code == divide|withX && m.x == 0:
			// Division by a zero X returns 0.
			return 0, steps, nil
		case ins.Code&classMask == classJump:
			var skip uint32
			skip, err = m.jump(ins)
			pc = int(min(uint64(pc)+uint64(skip), uint64(len(program))))
		case ins.Code&classMask == classArithmetic:
			err = m.compute(ins)
		default:
			err = m.move(ins, d)
		}
		if err != nil {
			return 0, steps, fmt.Errorf("instruction %d: %w", pc, err)
		}
	}
	return 0, steps, fmt.Errorf("control leaves the program at %d", len(program))
}
