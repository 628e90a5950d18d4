package listing

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
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
	subject := symbols.subject([]uint32{call.Nr})
	w := walker{p, subject, held, func(pc int) string { return text(p, pc, held, subject) }, call.data(symbols.Arch)}
	return w.walk()
}

// data returns a call on a as the input of a program.
func (call Call) data(a *arch.Arch) prove.Data {
	return prove.Data{Nr: call.Nr, Arch: a.Audit, Args: call.Arguments, BigEndian: a.BigEndian}
}

// walker follows one call through a program. It does not interpret instructions:
// [prove.Execute] does. To observe the state at an instruction, walker executes a copy of
// the program with returns from there on.
type walker struct {
	program []bpf.Instruction
	subject subject
	// held describes A before each instruction.
	held []string
	// text describes the instruction at an index.
	text func(pc int) string
	call prove.Data
}

// walk returns the steps up to the return, or to a division by a zero X: it returns too.
func (w walker) walk() ([]Step, error) {
	_, count, err := prove.Execute(w.program, w.call)
	if err != nil {
		return nil, err
	}
	var steps []Step
	for pc := 0; len(steps) < count; {
		step, next, err := w.step(pc)
		if err != nil {
			return nil, err
		}
		steps, pc = append(steps, step), next
	}
	return steps, nil
}

// step executes the instruction at pc and returns the index of the next.
func (w walker) step(pc int) (s Step, next int, err error) {
	s = Step{Index: pc, Text: w.text(pc)}
	next = pc + 1
	held := w.held[pc]
	switch ins := w.program[pc]; ins.Kind() {
	case bpf.End:
		return s, next, nil
	case bpf.Jump:
		next += int(ins.K)
	case bpf.Test:
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

// value returns the value of A before the instruction at pc. held describes A.
func (w walker) value(pc int, held string) (string, error) {
	value, err := w.execute(pc, bpf.Instruction{Code: bpf.ReturnA})
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
