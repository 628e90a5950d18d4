package picture

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// maxCondition is the number of tests of a condition to draw. The listing has larger ones.
const maxCondition = 40

// The values of the accumulator that are not words of arguments, as
// [prove.Accumulators] names them.
const (
	holdsArch = "arch"
	holdsNr   = "nr"
)

// builder builds a tree.
type builder struct {
	compiled *compile.Compiled
	program  []bpf.Instruction
	lines    []listing.Line
	symbols  map[*arch.Arch]listing.Symbols
	// holds describes the accumulator before each instruction.
	holds   []string
	unknown map[int]bool
	weights map[uint32]int
	// weight is the sum of weights of the allowed numbers.
	weight int

	drawn map[int]bool
	nodes int
	paths []Path
	// rest holds the numbers of instructions executed from an instruction on.
	rest map[int]length
}

// newBuilder returns a builder for a compiled profile.
func newBuilder(c *catalog.Catalog, compiled *compile.Compiled) (*builder, error) {
	native, compat := listing.SymbolsOf(c, compiled)
	program := compiled.Program.Instructions
	lines, err := listing.Lines(program, native, compat...)
	if err != nil {
		return nil, err
	}
	holds, err := prove.Accumulators(program, compiled.Arch.BigEndian)
	if err != nil {
		return nil, err
	}
	b := &builder{
		compiled: compiled, program: program, lines: lines, holds: holds, weights: c.Weights(compiled.Arch),
		symbols: make(map[*arch.Arch]listing.Symbols), unknown: make(map[int]bool), drawn: make(map[int]bool),
		rest: make(map[int]length),
	}
	for _, s := range append(compat, native) {
		b.symbols[s.Arch] = s
	}
	for _, pc := range compiled.Program.Unknown {
		b.unknown[pc] = true
	}
	for nr, weight := range b.weights {
		if b.allows(nr) {
			b.weight += weight
		}
	}
	return b, nil
}

// allows reports whether the profile allows a number with some arguments.
func (b *builder) allows(nr uint32) bool { return b.compiled.Allows(b.compiled.Partition.Of(nr)) }

// archOf returns the architecture of the program with an audit value, or nil.
func (b *builder) archOf(audit uint32) *arch.Arch {
	for a := range b.symbols {
		if a.Audit == audit {
			return a
		}
	}
	return nil
}

// straight returns the instructions from pc to the next test or return, both included.
func (b *builder) straight(pc int) []int {
	out := []int{pc}
	for b.program[pc].Kind() != bpf.Test && !b.isReturn(pc) {
		pc = b.program[pc].Successors(pc)[0]
		out = append(out, pc)
	}
	return out
}

// isReturn reports whether pc is a return.
func (b *builder) isReturn(pc int) bool { return b.program[pc].Kind() == bpf.End }

// orders reports whether pc compares the number with "at least".
func (b *builder) orders(pc int) bool {
	return b.holds[pc] == holdsNr && b.program[pc].Code == bpf.JumpAtLeast
}

// tests counts the tests reachable from pc, pc included, up to one more than maxCondition.
func (b *builder) tests(pc int) int {
	seen := make(map[int]bool)
	var visit func(pc int)
	visit = func(pc int) {
		pc = last(b.straight(pc))
		if b.isReturn(pc) || seen[pc] || len(seen) > maxCondition {
			return
		}
		seen[pc] = true
		for _, next := range b.program[pc].Successors(pc) {
			visit(next)
		}
	}
	visit(pc)
	return len(seen)
}

// last returns the last element.
func last[T any](list []T) T { return list[len(list)-1] }

// share returns the part of the weight of allowed numbers on the way to n.
func (b *builder) share(n *Node) float64 {
	if b.weight == 0 {
		return 0
	}
	sum := 0
	for nr, weight := range b.weights {
		if b.allows(nr) && contains(n.Numbers, nr) {
			sum += weight
		}
	}
	return float64(sum) / float64(b.weight)
}

// contains reports whether a list of intervals has a number.
func contains(list []interval.Interval, nr uint32) bool {
	for _, i := range list {
		if i.Contains(nr) {
			return true
		}
	}
	return false
}

// divide divides numbers by a test of the number.
func divide(numbers []interval.Interval, test bpf.Instruction) (yes, no []interval.Interval) {
	for _, i := range numbers {
		below, from, okBelow, okFrom := i.Split(test.K)
		if okBelow {
			no = append(no, below)
		}
		switch {
		case !okFrom:
		case test.Code == bpf.JumpAtLeast:
			yes = append(yes, from)
		case from.First > test.K:
			no = append(no, from)
		default:
			yes = append(yes, interval.Interval{First: test.K, Last: test.K})
			if from.Last > test.K {
				no = append(no, interval.Interval{First: test.K + 1, Last: from.Last})
			}
		}
	}
	return yes, no
}
