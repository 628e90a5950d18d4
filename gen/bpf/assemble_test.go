package bpf_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// scattered is a partition with count single numbers of random verdicts.
func scattered(r *rand.Rand, count int) decision.Partition {
	p := decision.Uniform(decision.Denied)
	for range count {
		n := r.Uint32N(1 << 20)
		p = p.Set(interval.Interval{First: n, Last: n + r.Uint32N(3)}, decision.VerdictID(r.IntN(3)))
	}
	return p
}

var objective = search.Objective{Table: interval.Interval{First: 0, Last: 471}}

// TestAnySet proves programs of random partitions, some with tests further apart than a
// jump can reach.
func TestAnySet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, count := range []int{0, 1, 2, 3, 10, 100, 150, 300, 500, 1000} {
		p := scattered(r, count)
		program, err := bpf.Assemble(arch.ByGOARCH("amd64"), search.Build(p, objective), bpf.Actions(arch.ByGOARCH("amd64")))
		if err != nil {
			t.Fatal(err)
		}
		if err := prove.Check(program, arch.ByGOARCH("amd64"), decision.Plain(p, bpf.Actions(arch.ByGOARCH("amd64")))); err != nil {
			t.Errorf("%d numbers, %d instructions: %v", count, len(program.Instructions), err)
		}
	}
}

// TestScattered proves a program of 2000 numbers with gaps between them.
func TestScattered(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	p := decision.Uniform(decision.Denied)
	for n := r.Uint32N(9); len(p) < 2*2000+1; n += 2 + r.Uint32N(9) {
		p = p.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
	}
	program, err := bpf.Assemble(arch.ByGOARCH("amd64"), search.Build(p, objective), bpf.Actions(arch.ByGOARCH("amd64")))
	if err != nil {
		t.Fatal(err)
	}
	if err := prove.Check(program, arch.ByGOARCH("amd64"), decision.Plain(p, bpf.Actions(arch.ByGOARCH("amd64")))); err != nil {
		t.Error(err)
	}
	t.Logf("2000 numbers: %d instructions", len(program.Instructions))
}

// number returns a test of the number, word a test of an argument.
func number(op tree.Op, k uint32, yes, no *tree.Node) *tree.Node {
	return &tree.Node{Op: op, K: k, Yes: yes, No: no}
}

func word(test argset.Test, yes, no *tree.Node) *tree.Node {
	return &tree.Node{Op: tree.Argument, Test: test, Yes: yes, No: no}
}

// far is a number of tests beyond the reach of a jump.
const far = 300

// TestFarConditions proves a program with argument tests beyond the reach of a jump: on
// both sides of a test, and with the word already loaded.
func TestFarConditions(t *testing.T) {
	allowed, denied := &tree.Node{Verdict: decision.Allowed}, &tree.Node{Verdict: decision.Denied}
	first := argset.Test{Word: argset.Word{Arg: 0}, Mask: 1<<32 - 1, Op: argset.Equal, K: 7}
	masked := argset.Test{Word: argset.Word{Arg: 0}, Mask: 6, Op: argset.Equal, K: 2}
	second := argset.Test{Word: argset.Word{Arg: 1}, Mask: 1<<32 - 1, Op: argset.Equal}
	space := argset.NewSpace()

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

	cases := func(when argset.Set) []decision.Case {
		return []decision.Case{{When: when, Verdict: decision.Allowed}, {When: space.Not(when), Verdict: decision.Denied}}
	}
	second.K = 0
	d := decision.Plain(decision.Uniform(decision.FirstPolicyVerdict), bpf.Actions(arch.ByGOARCH("amd64")))
	d.Space = space
	for _, when := range []argset.Set{space.Test(masked), space.Test(second), set} {
		d.Verdicts = append(d.Verdicts, decision.Verdict{Cases: cases(when)})
	}
	put := func(first, last uint32, v decision.VerdictID) {
		d.Partition = d.Partition.Set(interval.Interval{First: first, Last: last}, v)
	}
	put(0, 499, decision.FirstPolicyVerdict+2)
	put(500, 749, decision.FirstPolicyVerdict+1)
	put(5000, interval.Whole.Last, decision.FirstPolicyVerdict+1)
	for i := range uint32(far) {
		put(2000+2*i, 2000+2*i, decision.Allowed)
	}
	program, err := bpf.Assemble(arch.ByGOARCH("amd64"), root, d.Actions())
	if err != nil {
		t.Fatal(err)
	}
	if err := prove.Check(program, arch.ByGOARCH("amd64"), d); err != nil {
		t.Errorf("%d instructions: %v", len(program.Instructions), err)
	}
}

// TestTooLong assembles a tree of 5000 scattered numbers.
func TestTooLong(t *testing.T) {
	p := decision.Uniform(decision.Denied)
	for n := range uint32(5000) {
		p = append(p[:len(p)-1:len(p)-1],
			decision.Run{Interval: interval.Interval{First: p[len(p)-1].First, Last: 2 * n}, Verdict: decision.Denied},
			decision.Run{Interval: interval.Interval{First: 2*n + 1, Last: 2*n + 1}, Verdict: decision.Allowed},
			decision.Run{Interval: interval.Interval{First: 2*n + 2, Last: 1<<32 - 1}, Verdict: decision.Denied})
	}
	_, err := bpf.Assemble(arch.ByGOARCH("amd64"), search.Build(p, objective), bpf.Actions(arch.ByGOARCH("amd64")))
	if err == nil || !strings.Contains(err.Error(), "the kernel takes at most 4096") {
		t.Errorf("5000 scattered numbers: %v, want an error", err)
	}
}
