// Package prove shows what a program does on every input at once, and checks it
// against what it should do.
package prove

import (
	"cmp"
	"fmt"
	"slices"

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
	// Place is the return's place in the program, Value what it returns.
	Place int
	Value uint32
}

// accumulator is what the last load left.
type accumulator uint8

const (
	nothing accumulator = iota
	holdsArch
	holdsNr
)

// state is inputs that arrive at an instruction with the same accumulator.
type state struct {
	Box
	acc accumulator
}

// Evaluate runs a program on all 2^32 architectures and all 2^32 numbers. It
// returns where each input ends, and for every instruction the inputs that arrive
// there, both in ascending order and without overlap. It is an error if the
// program does more than load the two, test them and jump, if it jumps out of the
// program, tests what it has not loaded, or tests bits that divide the numbers too
// finely for intervals.
func Evaluate(program []bpf.Instruction) (outcomes []Outcome, arrivals [][]Box, err error) {
	at := make([][]state, len(program))
	arrivals = make([][]Box, len(program))
	if len(program) == 0 {
		return nil, nil, fmt.Errorf("empty program")
	}
	at[0] = []state{{Box: Box{interval.Whole, interval.Whole}}}
	for pc, ins := range program {
		for _, s := range join(at[pc]) {
			arrivals[pc] = append(arrivals[pc], s.Box)
			if ins.Code == returnK {
				outcomes = append(outcomes, Outcome{s.Box, pc, ins.K})
				continue
			}
			next, err := step(ins, s)
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
	slices.SortFunc(outcomes, func(a, b Outcome) int { return compare(a.Box, b.Box) })
	return outcomes, arrivals, nil
}

// successor is a state that goes on after skipping instructions.
type successor struct {
	state
	skip uint32
}

// step executes one instruction other than a return.
func step(ins bpf.Instruction, s state) ([]successor, error) {
	switch {
	case ins.Code == loadAbs && ins.K == bpf.OffsetArch:
		s.acc = holdsArch
		return []successor{{s, 0}}, nil
	case ins.Code == loadAbs && ins.K == bpf.OffsetNr:
		s.acc = holdsNr
		return []successor{{s, 0}}, nil
	case ins.Code == jumpAlways:
		return []successor{{s, ins.K}}, nil
	case ins.Code == jumpEqual || ins.Code == jumpAbove || ins.Code == jumpAtLeast || ins.Code == jumpBits:
		return test(ins, s)
	}
	return nil, fmt.Errorf("code %#02x k %#x depends on more than architecture and number, or computes", ins.Code, ins.K)
}

// test divides s by a comparison of what the accumulator holds.
func test(ins bpf.Instruction, s state) ([]successor, error) {
	value := s.Nr
	switch s.acc {
	case nothing:
		return nil, fmt.Errorf("tests before a load")
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
		if s.acc == holdsArch {
			next.Arch = p.Interval
		} else {
			next.Nr = p.Interval
		}
		out = append(out, next)
	}
	return out, nil
}

// join sorts states and merges neighbours.
func join(states []state) []state {
	slices.SortFunc(states, func(a, b state) int {
		return cmp.Or(cmp.Compare(a.acc, b.acc), compare(a.Box, b.Box))
	})
	var out []state
	for _, s := range states {
		if n := len(out); n > 0 && out[n-1].acc == s.acc && out[n-1].Arch == s.Arch && out[n-1].Nr.Last+1 == s.Nr.First {
			out[n-1].Nr.Last = s.Nr.Last
			continue
		}
		out = append(out, s)
	}
	return out
}

func compare(a, b Box) int {
	return cmp.Or(cmp.Compare(a.Arch.First, b.Arch.First), cmp.Compare(a.Nr.First, b.Nr.First))
}
