package search_test

import (
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// decide follows a tree for one number and counts the tests.
func decide(n *tree.Node, nr uint32) (v decision.VerdictID, tests int) {
	for n.Op != tree.Leaf {
		tests++
		if n.Op == tree.AtLeast && nr >= n.K || n.Op == tree.Equal && nr == n.K {
			n = n.Yes
		} else {
			n = n.No
		}
	}
	return n.Verdict, tests
}

// random returns a partition of random runs among the numbers before size.
func random(r *rand.Rand, count int, size uint32) decision.Partition {
	p := decision.Uniform(decision.Denied)
	for range count {
		first := r.Uint32N(size)
		p = p.Set(interval.Interval{First: first, Last: first + r.Uint32N(3)}, decision.VerdictID(r.IntN(3)))
	}
	return p
}

// TestDecides compares the decisions of a tree with its partition, short or halved.
func TestDecides(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 17))
	for _, count := range []int{0, 1, 2, 5, 50, 200, 900} {
		p := random(r, count, 4000)
		root := search.Build(p, search.Objective{Calls: map[uint32]int{7: 5, 100: 9}, Table: interval.Interval{First: 0, Last: 471}})
		for n := range uint32(4010) {
			if got, _ := decide(root, n); got != p.Of(n) {
				t.Fatalf("%d runs: %d is %v, want %v", len(p), n, got, p.Of(n))
			}
		}
		if got, _ := decide(root, 1<<32-1); got != p.Of(1<<32-1) {
			t.Fatalf("%d runs: the last number is %v", len(p), got)
		}
	}
}

// TestHeavyCallsAreNear expects the most frequent syscalls to be tested first.
func TestHeavyCallsAreNear(t *testing.T) {
	p := decision.Uniform(decision.Denied)
	for n := uint32(0); n < 400; n += 4 {
		p = p.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
	}
	table := interval.Interval{First: 0, Last: 399}
	for _, heavy := range []uint32{0, 200, 396} {
		root := search.Build(p, search.Objective{Calls: map[uint32]int{heavy: 1000, 8: 1}, Table: table})
		if _, tests := decide(root, heavy); tests > 2 {
			t.Errorf("%d has all the weight and %d tests", heavy, tests)
		}
	}
}

// TestWeighIsWhole shows that weights add up to Whole except for rounding, and that
// denied syscalls have no share of the half for calls.
func TestWeighIsWhole(t *testing.T) {
	p := random(rand.New(rand.NewPCG(1, 9)), 60, 472)
	for _, calls := range []map[uint32]int{nil, {3: 1}, {1: 10, 9: 20, 200: 30, 471: 7}} {
		o := search.Objective{Calls: calls, Table: interval.Interval{First: 0, Last: 471}}
		var sum int64
		for _, r := range o.Weigh(p) {
			sum += r.Weight
		}
		if sum > search.Whole || sum < search.Whole-int64(len(p))*2 {
			t.Errorf("calls %v: the weights add up to %d, want %d", calls, sum, search.Whole)
		}
	}
}
