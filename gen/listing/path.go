package listing

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// Step is an instruction that a call has executed.
type Step struct {
	// Place is where the instruction is in the program.
	Place int
	// Text is the instruction in words, as in [Line].
	Text string
	// Holds is what the accumulator holds after it, by name where that has one;
	// empty of a return.
	Holds string
	// Way is what a test said, and where control goes on; empty of what is no test.
	Way string
}

// Path returns what one of the callers' calls executes of a program, from its first
// instruction to its return.
func Path(p []bpf.Instruction, callers Symbols, call Call) ([]Step, error) {
	held, err := accumulators(p, callers.Arch)
	if err != nil {
		return nil, err
	}
	w := walker{p, callers, held, prove.Data{Nr: call.Nr, Arch: callers.Audit, Args: call.Arguments, BigEndian: callers.BigEndian}}
	var steps []Step
	for pc := 0; ; {
		step, next, err := w.step(pc)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
		if p[pc].Code == bpf.Return {
			return steps, nil
		}
		pc = next
	}
}

// walker follows one call. What happens at an instruction it asks of [prove.Execute],
// with a program that is the same up to there and then returns the answer.
type walker struct {
	program []bpf.Instruction
	callers Symbols
	// held is what A holds before each instruction, in words.
	held []string
	call prove.Data
}

// step executes the instruction at pc and returns the place of the next.
func (w walker) step(pc int) (s Step, next int, err error) {
	s = Step{Place: pc, Text: text(w.program, pc, w.held, w.callers)}
	next = pc + 1
	held := w.held[pc]
	switch ins := w.program[pc]; ins.Code {
	case bpf.Return:
		return s, next, nil
	case bpf.JumpAlways:
		next += int(ins.K)
	case bpf.JumpEqual, bpf.JumpAtLeast, bpf.JumpAnyBit:
		var yes bool
		if yes, err = w.says(pc); yes {
			next += int(ins.JT)
		} else {
			next += int(ins.JF)
		}
		s.Way = fmt.Sprintf("%s, to %d", map[bool]string{true: "yes", false: "no"}[yes], next)
	default:
		held = w.held[next]
	}
	if err == nil {
		s.Holds, err = w.holds(next, held)
	}
	return s, next, err
}

// returnA is the instruction that returns what A holds, BPF_RET|BPF_A.
const returnA = 0x16

// holds returns the value that A has when the call arrives at pc; held says what that
// is.
func (w walker) holds(pc int, held string) (string, error) {
	value, err := w.execute(pc, bpf.Instruction{Code: returnA})
	return operand(value, held, w.callers), err
}

// says returns what the test at pc says.
func (w walker) says(pc int) (bool, error) {
	test := w.program[pc]
	test.JT, test.JF = 0, 1
	value, err := w.execute(pc, test, bpf.Instruction{Code: bpf.Return, K: 1}, bpf.Instruction{Code: bpf.Return, K: 0})
	return value == 1, err
}

// execute executes the program with end at pc and behind.
func (w walker) execute(pc int, end ...bpf.Instruction) (uint32, error) {
	value, _, err := prove.Execute(slices.Concat(w.program[:pc], end), w.call)
	return value, err
}
