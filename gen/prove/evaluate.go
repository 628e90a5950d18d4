// Package prove shows what a program does on every input at once, and checks it
// against what it should do.
package prove

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Box is the inputs whose architecture and number lie in two intervals.
type Box struct {
	Arch, Nr interval.Interval
}

// Outcome is inputs that end in the same return instruction.
type Outcome struct {
	Box
	// When is the arguments, all unless the program looks at them.
	When argset.Set
	// Place is the return's place in the program, Value what it returns.
	Place int
	Value uint32
}

// Arguments is what an evaluation needs for programs that look at arguments.
type Arguments struct {
	// Space is where sets of arguments are made.
	Space *argset.Space
	// BigEndian is the byte order of the machine, which says what half of an argument
	// a load finds.
	BigEndian bool
}

// space is where the sets are made; nil, which has None and All, without arguments.
func (with *Arguments) space() *argset.Space {
	if with == nil {
		return nil
	}
	return with.Space
}

// state is inputs that arrive at an instruction with the same accumulator.
type state struct {
	Box
	when argset.Set
	acc  accumulator
}

// Evaluate runs a program on all 2^32 architectures and all 2^32 numbers. It
// returns where each input ends, and for every instruction the inputs that arrive
// there, both in ascending order and without overlap. It is an error if the
// program does more than load the two, test them and jump, if it jumps out of the
// program, tests what it has not loaded, or tests bits that divide the numbers too
// finely for intervals.
func Evaluate(program []bpf.Instruction) (outcomes []Outcome, arrivals [][]Box, err error) {
	return EvaluateArguments(program, nil)
}

// EvaluateArguments is [Evaluate] on all arguments too: all 2^448 inputs. A program
// may load words of arguments, mask them and flip bits. The outcomes that have
// numbers in common have different arguments.
func EvaluateArguments(program []bpf.Instruction, with *Arguments) (outcomes []Outcome, arrivals [][]Box, err error) {
	if len(program) == 0 {
		return nil, nil, fmt.Errorf("empty program")
	}
	at := make([][]state, len(program))
	arrivals = make([][]Box, len(program))
	at[0] = []state{{Box: Box{interval.Whole, interval.Whole}, when: argset.All}}
	for pc, ins := range program {
		for _, s := range with.join(at[pc]) {
			arrivals[pc] = append(arrivals[pc], s.Box)
			if ins.Code == returnK {
				outcomes = append(outcomes, Outcome{s.Box, s.when, pc, ins.K})
				continue
			}
			next, err := with.step(ins, s)
			if err != nil {
				return nil, nil, fmt.Errorf("instruction %d: %w", pc, err)
			}
			for _, n := range next {
				target := uint64(pc) + 1 + uint64(n.skip)
				if target >= uint64(len(program)) {
					return nil, nil, fmt.Errorf("instruction %d: jumps to %d, the program ends at %d", pc, target, len(program)-1)
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

// successor is a state that goes on after skipping instructions.
type successor struct {
	state
	skip uint32
}

// step executes one instruction other than a return.
func (with *Arguments) step(ins bpf.Instruction, s state) ([]successor, error) {
	var ok bool
	switch ins.Code {
	case jumpAlways:
		return []successor{{s, ins.K}}, nil
	case jumpEqual, jumpAbove, jumpAtLeast, jumpBits:
		return with.test(ins, s)
	case loadAbs:
		s.acc, ok = with.load(ins.K)
	case and, exclusive:
		s.acc, ok = s.acc.compute(ins)
	}
	if !ok {
		return nil, fmt.Errorf("code %#02x k %#x depends on more than architecture and number, or computes", ins.Code, ins.K)
	}
	return []successor{{s, 0}}, nil
}

// test divides s by a comparison of what the accumulator holds.
func (with *Arguments) test(ins bpf.Instruction, s state) ([]successor, error) {
	value := s.Nr
	switch s.acc.holds {
	case nothing:
		return nil, fmt.Errorf("tests before a load")
	case holdsWord:
		return with.testWord(ins, s), nil
	case holdsArch:
		value = s.Arch
	}
	pieces, err := split(ins, value)
	if err != nil {
		return nil, err
	}
	var out []successor
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

// join sorts states, merges neighbours, and unites the arguments of states that
// are otherwise the same.
func (with *Arguments) join(states []state) []state {
	slices.SortStableFunc(states, func(a, b state) int {
		return cmp.Or(a.acc.compare(b.acc), compare(a.Box, b.Box), cmp.Compare(a.Nr.Last, b.Nr.Last))
	})
	states = with.unite(states)
	// Neighbours in number must also be neighbours in the list.
	slices.SortStableFunc(states, func(a, b state) int {
		return cmp.Or(a.acc.compare(b.acc), cmp.Compare(a.when, b.when), compare(a.Box, b.Box))
	})
	var out []state
	for _, s := range states {
		if n := len(out); n > 0 && out[n-1].acc == s.acc && out[n-1].when == s.when && out[n-1].Arch == s.Arch && out[n-1].Nr.Last+1 == s.Nr.First {
			out[n-1].Nr.Last = s.Nr.Last
			continue
		}
		out = append(out, s)
	}
	return out
}

// unite joins neighbours in the list that differ in their arguments alone.
func (with *Arguments) unite(states []state) []state {
	var out []state
	for _, s := range states {
		if n := len(out); n > 0 && out[n-1].acc == s.acc && out[n-1].Box == s.Box {
			out[n-1].when = with.space().Or(out[n-1].when, s.when)
			continue
		}
		out = append(out, s)
	}
	return out
}

func compare(a, b Box) int {
	return cmp.Or(cmp.Compare(a.Arch.First, b.Arch.First), cmp.Compare(a.Nr.First, b.Nr.First))
}
