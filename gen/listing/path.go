package listing

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// Step is one executed instruction.
type Step struct {
	// Index is the index of the instruction.
	Index int
	// Text describes the instruction, as in [Line].
	Text string
	// Value is the accumulator after it, with the name of a syscall or architecture. It
	// is empty for a return.
	Value string
	// Branch is the result of a test and the index of the next instruction. It is empty
	// for other instructions.
	Branch string
}

// Path returns the instructions executed for a call on the architecture of symbols, from
// the first to the return.
func Path(p []bpf.Instruction, symbols Symbols, call Call) ([]Step, error) {
	held, err := accumulators(p, symbols.Arch)
	if err != nil {
		return nil, err
	}
	w := walker{p, symbols.subject([]uint32{call.Nr}), held, prove.Data{Nr: call.Nr, Arch: symbols.Audit, Args: call.Arguments, BigEndian: symbols.BigEndian}}
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

// walker follows one call through a program. It does not interpret instructions:
// [prove.Execute] does. To observe the state at an instruction, walker executes a copy of
// the program with returns from there on.
type walker struct {
	program []bpf.Instruction
	subject subject
	// held describes A before each instruction.
	held []string
	call prove.Data
}

// step executes the instruction at pc and returns the index of the next.
func (w walker) step(pc int) (s Step, next int, err error) {
	s = Step{Index: pc, Text: text(w.program, pc, w.held, w.subject)}
	next = pc + 1
	held := w.held[pc]
	switch ins := w.program[pc]; ins.Code {
	case bpf.Return:
		return s, next, nil
	case bpf.JumpAlways:
		next += int(ins.K)
	case bpf.JumpEqual, bpf.JumpAtLeast, bpf.JumpAnyBit:
		var yes bool
		if yes, err = w.test(pc); yes {
			next += int(ins.JT)
		} else {
			next += int(ins.JF)
		}
		s.Branch = fmt.Sprintf("%s, to %d", map[bool]string{true: "yes", false: "no"}[yes], next)
	default:
		held = w.held[next]
	}
	if err == nil {
		s.Value, err = w.value(next, held)
	}
	return s, next, err
}

// returnA is the instruction BPF_RET|BPF_A. It returns the value of A.
const returnA = 0x16

// value returns the value of A before the instruction at pc. held describes A.
func (w walker) value(pc int, held string) (string, error) {
	value, err := w.execute(pc, bpf.Instruction{Code: returnA})
	return operand(value, held, w.subject), err
}

// test returns the result of the test at pc.
func (w walker) test(pc int) (bool, error) {
	test := w.program[pc]
	test.JT, test.JF = 0, 1
	value, err := w.execute(pc, test, bpf.Instruction{Code: bpf.Return, K: 1}, bpf.Instruction{Code: bpf.Return, K: 0})
	return value == 1, err
}

// execute executes the program up to pc, and end from there.
func (w walker) execute(pc int, end ...bpf.Instruction) (uint32, error) {
	value, _, err := prove.Execute(slices.Concat(w.program[:pc], end), w.call)
	return value, err
}
