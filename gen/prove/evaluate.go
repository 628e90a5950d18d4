package prove

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Box is a set of inputs: an interval of architectures and one of numbers.
type Box struct {
	Arch, Nr interval.Interval
}

// Outcome is a set of inputs with the same return instruction.
type Outcome struct {
	Box
	// When holds the arguments: all, unless the program tests them.
	When argset.Set
	// Place is the index of the return, Value the returned action.
	Place int
	Value uint32
}

// Options configures the evaluation of programs with argument tests. A nil *Options
// makes a load of an argument an error.
type Options struct {
	// Space holds the sets of arguments of the outcomes.
	Space *argset.Space
	// BigEndian is the byte order of the machine. It decides which half of an argument
	// is at which offset.
	BigEndian bool
}

// space returns the space of sets. The nil one has None and All.
func (opts *Options) space() *argset.Space {
	if opts == nil {
		return nil
	}
	return opts.Space
}

// state is a set of inputs at an instruction, with one accumulator.
type state struct {
	Box
	when argset.Set
	acc  accumulator
}

// Evaluate executes a program on all 2^32 architectures and all 2^32 numbers. The
// outcomes cover all inputs; arrivals holds for every instruction the inputs reaching
// it. Both are in ascending order and without overlap. It is an error if the program has
// an instruction other than a load of architecture or number, a test, a jump or a
// return, if it jumps past its end, tests before any load, or tests bits with more than
// 64 intervals as the result.
func Evaluate(program []bpf.Instruction) (outcomes []Outcome, arrivals [][]Box, err error) {
	return EvaluateArguments(program, nil)
}

// EvaluateArguments is like [Evaluate] on all arguments too, 2^448 inputs. A program may
// also load words of arguments, mask them and flip bits. Outcomes with numbers in common
// have disjoint sets of arguments.
func EvaluateArguments(program []bpf.Instruction, opts *Options) (outcomes []Outcome, arrivals [][]Box, err error) {
	if len(program) == 0 {
		return nil, nil, fmt.Errorf("empty program")
	}
	at, arrivals := makeRows[state](len(program)), makeRows[Box](len(program))
	at[0] = []state{{Box: Box{interval.Whole, interval.Whole}, when: argset.All}}
	var next []successor
	for pc, ins := range program {
		for _, s := range opts.join(at[pc]) {
			arrivals[pc] = append(arrivals[pc], s.Box)
			if ins.Code == returnK {
				outcomes = append(outcomes, Outcome{s.Box, s.when, pc, ins.K})
				continue
			}
			if next, err = opts.step(next[:0], ins, s); err != nil {
				return nil, nil, fmt.Errorf("instruction %d: %w", pc, err)
			}
			for _, n := range next {
				target := uint64(pc) + 1 + uint64(n.skip)
				if target >= uint64(len(program)) {
					return nil, nil, fmt.Errorf("instruction %d: jumps to %d; the last instruction is %d", pc, target, len(program)-1)
				}
				at[target] = append(at[target], n.state)
			}
		}
	}
	slices.SortFunc(outcomes, func(a, b Outcome) int {
		return cmp.Or(compare(a.Box, b.Box), cmp.Compare(a.Place, b.Place))
	})
	return outcomes, arrivals, nil
}

// makeRows returns n empty lists with room for the two elements that most of them hold.
func makeRows[E any](n int) [][]E {
	rows, elements := make([][]E, n), make([]E, 2*n)
	for i := range rows {
		rows[i] = elements[2*i : 2*i : 2*i+2]
	}
	return rows
}

// successor is a state after an instruction, and the number of instructions to skip.
type successor struct {
	state
	skip uint32
}

// step executes one instruction other than a return. It appends the successors of s to out.
func (opts *Options) step(out []successor, ins bpf.Instruction, s state) ([]successor, error) {
	var ok bool
	switch ins.Code {
	case jumpAlways:
		return append(out, successor{s, ins.K}), nil
	case jumpEqual, jumpAbove, jumpAtLeast, jumpBits:
		return opts.test(out, ins, s)
	case loadAbs:
		s.acc, ok = opts.load(ins.K)
	case and, exclusive:
		s.acc, ok = s.acc.compute(ins)
	}
	if !ok {
		return nil, fmt.Errorf("unsupported instruction: code %#02x k %#x", ins.Code, ins.K)
	}
	return append(out, successor{s, 0}), nil
}

// test divides s by a test of the accumulator.
func (opts *Options) test(out []successor, ins bpf.Instruction, s state) ([]successor, error) {
	value := s.Nr
	switch s.acc.holds {
	case nothing:
		return nil, fmt.Errorf("test before any load")
	case holdsWord:
		return opts.testWord(out, ins, s), nil
	case holdsArch:
		value = s.Arch
	}
	var buffer [3]piece
	pieces, err := split(buffer[:0], ins, value)
	if err != nil {
		return nil, err
	}
	for _, p := range pieces {
		next := successor{s, uint32(ins.JF)}
		if p.yes {
			next.skip = uint32(ins.JT)
		}
		if s.acc.holds == holdsArch {
			next.Arch = p.Interval
		} else {
			next.Nr = p.Interval
		}
		out = append(out, next)
	}
	return out, nil
}

// join sorts states, merges neighbouring numbers, and unites the arguments of otherwise
// equal states. It overwrites states.
func (opts *Options) join(states []state) []state {
	if len(states) < 2 {
		return states
	}
	slices.SortStableFunc(states, func(a, b state) int {
		return cmp.Or(a.acc.compare(b.acc), compare(a.Box, b.Box), cmp.Compare(a.Nr.Last, b.Nr.Last))
	})
	states = opts.unite(states)
	// Put neighbouring numbers next to each other in the list.
	slices.SortStableFunc(states, func(a, b state) int {
		return cmp.Or(a.acc.compare(b.acc), cmp.Compare(a.when, b.when), compare(a.Box, b.Box))
	})
	out := states[:0]
	for _, s := range states {
		if n := len(out); n > 0 && out[n-1].acc == s.acc && out[n-1].when == s.when && out[n-1].Arch == s.Arch && out[n-1].Nr.Last+1 == s.Nr.First {
			out[n-1].Nr.Last = s.Nr.Last
			continue
		}
		out = append(out, s)
	}
	return out
}

// unite joins adjacent states that differ only in their arguments. It overwrites states.
func (opts *Options) unite(states []state) []state {
	out := states[:0]
	for _, s := range states {
		if n := len(out); n > 0 && out[n-1].acc == s.acc && out[n-1].Box == s.Box {
			out[n-1].when = opts.space().Or(out[n-1].when, s.when)
			continue
		}
		out = append(out, s)
	}
	return out
}

// compare orders boxes by their first architecture and number.
func compare(a, b Box) int {
	return cmp.Or(cmp.Compare(a.Arch.First, b.Arch.First), cmp.Compare(a.Nr.First, b.Nr.First))
}
