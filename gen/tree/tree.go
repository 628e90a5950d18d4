// Package tree finds a good decision tree for a partition of the numbers: a
// two-way comparison search tree, whose nodes test nr >= k or nr == k.
package tree

import (
	"cmp"
	"math"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Op is what a node does.
type Op uint8

const (
	// Leaf gives the verdict.
	Leaf Op = iota
	// AtLeast tests nr >= K.
	AtLeast
	// Equal tests nr == K.
	Equal
)

// Node is a test with two ways on, or a leaf.
type Node struct {
	Op      Op
	K       uint32
	Yes, No *Node
	Verdict interval.Verdict
}

// leaves is one node a verdict, so that programs share them.
var leaves = [...]*Node{
	interval.Denied:  {Verdict: interval.Denied},
	interval.Allowed: {Verdict: interval.Allowed},
	interval.Unknown: {Verdict: interval.Unknown},
}

// exactRuns is how many runs are solved together. The work grows with the cube:
// 400 runs take some 30 ms. A longer partition is first halved by weight.
const exactRuns = 400

// chainRuns is how many runs a chain of equality tests may decide. Longer chains
// were never part of a best tree of the shipped profiles.
const chainRuns = 24

// Build returns a tree that decides p, of least cost under o among the trees that
// split runs with nr >= k and end in a verdict or in a chain of equality tests.
func Build(p interval.Partition, o Objective) *Node {
	return build(p, o.Weigh(p))
}

func build(p interval.Partition, weights []int64) *Node {
	if len(p) <= exactRuns {
		s := newSolver(p, weights)
		return s.node(0, len(p)-1)
	}
	mid := middle(weights)
	return &Node{Op: AtLeast, K: p[mid].First, Yes: build(p[mid:], weights[mid:]), No: build(p[:mid], weights[:mid])}
}

// middle returns the run where the second half of the weight begins, no further
// to a side than a quarter, so that halving ends soon.
func middle(weights []int64) int {
	var total, sum int64
	for _, w := range weights {
		total += w
	}
	n := len(weights)
	for i, w := range weights {
		if sum += w; 2*sum >= total {
			return min(max(i, n/4), n-n/4)
		}
	}
	return n / 2
}

// solver finds the cheapest tree of every span of neighbouring runs.
type solver struct {
	runs    interval.Partition
	prefix  []int64 // prefix[i] is the weight of runs[:i]
	weights []int64
	best    [][]choice // best[i][j-i] decides runs[i] to runs[j]
}

// choice is how a span is decided, and at what cost.
type choice struct {
	cost int64
	// split is the first run of the upper part; 0 for a leaf or a chain.
	split int
	// rest is the verdict of what no test of a chain or leaf names.
	rest interval.Verdict
}

func newSolver(p interval.Partition, weights []int64) *solver {
	s := &solver{runs: p, weights: weights, prefix: make([]int64, len(p)+1), best: make([][]choice, len(p))}
	for i, w := range weights {
		s.prefix[i+1] = s.prefix[i] + w
	}
	for i := len(p) - 1; i >= 0; i-- {
		s.best[i] = make([]choice, len(p)-i)
		for j := i; j < len(p); j++ {
			s.best[i][j-i] = s.cheapest(i, j)
		}
	}
	return s
}

// cheapest decides runs i to j, given the best of every shorter span from i and
// of every span from a later run.
func (s *solver) cheapest(i, j int) choice {
	best := s.chain(i, j)
	here := s.prefix[j+1] - s.prefix[i] + Price
	for m := i + 1; m <= j; m++ {
		if cost := here + s.best[i][m-1-i].cost + s.best[m][j-m].cost; cost < best.cost {
			best = choice{cost: cost, split: m}
		}
	}
	return best
}

// chain decides runs i to j by equality tests alone: all runs but those of one
// verdict must be single numbers.
func (s *solver) chain(i, j int) choice {
	best := choice{cost: math.MaxInt64}
	if j-i >= chainRuns {
		return best
	}
	for _, leaf := range leaves {
		tests, ok := s.tests(i, j, leaf.Verdict)
		if !ok {
			continue
		}
		left := s.prefix[j+1] - s.prefix[i]
		var cost int64
		for _, r := range tests {
			cost += left + Price
			left -= s.weights[r]
		}
		if cost < best.cost {
			best = choice{cost: cost, rest: leaf.Verdict}
		}
	}
	return best
}

// tests returns the runs of i to j that are not of verdict rest, heaviest first.
// It is not ok if one of them is more than a number, or if none is of rest.
func (s *solver) tests(i, j int, rest interval.Verdict) (tests []int, ok bool) {
	for r := i; r <= j; r++ {
		switch run := s.runs[r]; {
		case run.Verdict == rest:
			ok = true
		case run.First != run.Last:
			return nil, false
		default:
			tests = append(tests, r)
		}
	}
	slices.SortStableFunc(tests, func(a, b int) int { return cmp.Compare(s.weights[b], s.weights[a]) })
	return tests, ok
}

// node makes the best tree of runs i to j.
func (s *solver) node(i, j int) *Node {
	c := s.best[i][j-i]
	if c.split != 0 {
		return &Node{Op: AtLeast, K: s.runs[c.split].First, Yes: s.node(c.split, j), No: s.node(i, c.split-1)}
	}
	tests, _ := s.tests(i, j, c.rest)
	n := leaves[c.rest]
	for _, r := range slices.Backward(tests) {
		n = &Node{Op: Equal, K: s.runs[r].First, Yes: leaves[s.runs[r].Verdict], No: n}
	}
	return n
}
