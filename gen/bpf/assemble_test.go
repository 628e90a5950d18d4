package bpf_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// scattered is a partition with count single numbers of random verdicts.
func scattered(r *rand.Rand, count int) interval.Partition {
	p := interval.Uniform(interval.Denied)
	for range count {
		n := r.Uint32N(1 << 20)
		p = p.Set(interval.Interval{First: n, Last: n + r.Uint32N(3)}, interval.Verdict(r.IntN(3)))
	}
	return p
}

var objective = tree.Objective{Table: interval.Interval{First: 0, Last: 471}}

// TestAnySet shows that what is assembled decides the partition, also where the
// tests lie further apart than a jump can reach.
func TestAnySet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, count := range []int{0, 1, 2, 3, 10, 100, 150, 300, 500, 1000} {
		p := scattered(r, count)
		program, err := bpf.Assemble(arch.All[1], tree.Build(p, objective), bpf.Actions(arch.All[1]))
		if err != nil {
			t.Fatal(err)
		}
		if err := prove.Check(program, arch.All[1], decision.Plain(p, bpf.Actions(arch.All[1]))); err != nil {
			t.Errorf("%d numbers, %d instructions: %v", count, len(program.Instructions), err)
		}
	}
}

// TestScattered shows that 2000 numbers with gaps between them compile.
func TestScattered(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	p := interval.Uniform(interval.Denied)
	for n := r.Uint32N(9); len(p) < 2*2000+1; n += 2 + r.Uint32N(9) {
		p = p.Set(interval.Interval{First: n, Last: n}, interval.Allowed)
	}
	program, err := bpf.Assemble(arch.All[1], tree.Build(p, objective), bpf.Actions(arch.All[1]))
	if err != nil {
		t.Fatal(err)
	}
	if err := prove.Check(program, arch.All[1], decision.Plain(p, bpf.Actions(arch.All[1]))); err != nil {
		t.Error(err)
	}
	t.Logf("2000 numbers: %d instructions", len(program.Instructions))
}

// number is a test of the number, word a test of the arguments.
func number(op tree.Op, k uint32, yes, no *tree.Node) *tree.Node {
	return &tree.Node{Op: op, K: k, Yes: yes, No: no}
}

func word(test args.Test, yes, no *tree.Node) *tree.Node {
	return &tree.Node{Op: tree.Argument, Test: test, Yes: yes, No: no}
}

// far is more tests than a jump can go over.
const far = 300

// TestFarConditions shows that tests of arguments can be further away than a jump goes:
// both ways of a test, and from where the word is loaded already.
func TestFarConditions(t *testing.T) {
	allowed, denied := &tree.Node{Verdict: interval.Allowed}, &tree.Node{Verdict: interval.Denied}
	first := args.Test{Word: args.Word{Arg: 0}, Mask: 1<<32 - 1, Op: args.Equal, K: 7}
	masked := args.Test{Word: args.Word{Arg: 0}, Mask: 6, Op: args.Equal, K: 2}
	second := args.Test{Word: args.Word{Arg: 1}, Mask: 1<<32 - 1, Op: args.Equal}
	space := args.NewSpace()

	a, b := word(masked, allowed, denied), word(second, allowed, denied)
	between, set := a, space.Test(masked)
	for i := range uint32(far) {
		second.K = 100 + i
		between, set = word(second, allowed, between), space.Or(set, space.Test(second))
	}
	// Argument 0 is 7, then one of many tests of argument 1 holds, or the mask.
	c := word(first, between, a)
	set = space.Or(space.And(space.Test(first), set), space.Minus(space.Test(masked), space.Test(first)))
	chain := number(tree.AtLeast, 5000, b, a)
	for i := range uint32(far) {
		chain = number(tree.Equal, 2000+2*i, allowed, chain)
	}
	root := number(tree.AtLeast, 1000, chain, number(tree.AtLeast, 500, number(tree.AtLeast, 750, a, b), c))

	cases := func(when args.Set) []decision.Case {
		return []decision.Case{{When: when, Verdict: interval.Allowed}, {When: space.Not(when), Verdict: interval.Denied}}
	}
	second.K = 0
	d := decision.Plain(interval.Uniform(interval.Further), bpf.Actions(arch.All[1]))
	d.Space = space
	for _, when := range []args.Set{space.Test(masked), space.Test(second), set} {
		d.Verdicts = append(d.Verdicts, decision.Verdict{Cases: cases(when)})
	}
	put := func(first, last uint32, v interval.Verdict) {
		d.Partition = d.Partition.Set(interval.Interval{First: first, Last: last}, v)
	}
	put(0, 499, interval.Further+2)
	put(500, 749, interval.Further+1)
	put(5000, interval.Whole.Last, interval.Further+1)
	for i := range uint32(far) {
		put(2000+2*i, 2000+2*i, interval.Allowed)
	}
	program, err := bpf.Assemble(arch.All[1], root, d.Actions())
	if err != nil {
		t.Fatal(err)
	}
	if err := prove.Check(program, arch.All[1], d); err != nil {
		t.Errorf("%d instructions: %v", len(program.Instructions), err)
	}
}

func TestTooLong(t *testing.T) {
	p := interval.Uniform(interval.Denied)
	for n := range uint32(5000) {
		p = append(p[:len(p)-1:len(p)-1],
			interval.Run{Interval: interval.Interval{First: p[len(p)-1].First, Last: 2 * n}, Verdict: interval.Denied},
			interval.Run{Interval: interval.Interval{First: 2*n + 1, Last: 2*n + 1}, Verdict: interval.Allowed},
			interval.Run{Interval: interval.Interval{First: 2*n + 2, Last: 1<<32 - 1}, Verdict: interval.Denied})
	}
	_, err := bpf.Assemble(arch.All[1], tree.Build(p, objective), bpf.Actions(arch.All[1]))
	if err == nil || !strings.Contains(err.Error(), "the kernel takes 4096") {
		t.Errorf("5000 scattered numbers: %v, want an error", err)
	}
}
