package diagram

import (
	"cmp"
	"iter"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// cost is the number of instructions of a diagram, the number of tests on its longest path,
// and the average number of tests for arguments with known weights, in 1/averageUnit.
type cost struct {
	length, depth, average int
}

// averageUnit is the unit of averages.
const averageUnit = 16

// shorter compares the lengths first.
func shorter(c, d cost) bool {
	return cmp.Or(cmp.Compare(c.length, d.length), cmp.Compare(c.average, d.average), cmp.Compare(c.depth, d.depth)) < 0
}

// faster compares the sums of length and tests first: a test less is worth an instruction. The
// tests are those on the longest path and those of the average in equal parts.
func faster(c, d cost) bool {
	return cmp.Or(cmp.Compare(c.sum(), d.sum()), cmp.Compare(c.length, d.length)) < 0
}

func (c cost) sum() int { return averageUnit*(2*c.length+c.depth) + c.average }

// search looks for the best order of the tests of one verdict.
type search struct {
	*Builder
	cases []decision.Case
	// tests holds the tests in the order of [compareTests].
	tests []argset.Test
	// weights holds the known weights of arguments.
	weights []decision.Weight
	// best is the best diagram so far, nil if no order has worked, and cost its cost.
	best *tree.Node
	cost cost
	less func(c, d cost) bool
	// err is the error of the last order without a diagram.
	err error
	// sets holds the set of each test, words the words tested.
	sets  map[argset.Test]argset.Set
	words []argset.Word
}

// byTests tries orders of the tests: all of a few, else those of a local search.
func (s *search) byTests(order []argset.Test) {
	if len(order) <= permuted {
		s.permute(order, 0)
	} else {
		s.improve(order)
	}
}

// byMerged tries orders that begin with merged tests.
func (s *search) byMerged(order []argset.Test) {
	if len(order) > improved {
		return
	}
	if first := s.merged(order); len(first) > 0 && len(first)+len(order) <= improved {
		s.byTests(append(first, order...))
	}
}

// permute tries all permutations of the tests from index k on.
func (s *search) permute(order []argset.Test, k int) {
	if k >= len(order)-1 {
		s.try(order)
		return
	}
	for i := k; i < len(order); i++ {
		order[k], order[i] = order[i], order[k]
		s.permute(order, k+1)
		order[k], order[i] = order[i], order[k]
	}
}

// longestMove limits the tests of one move.
const longestMove = 3

// improve is a local search: it applies moves to the order as long as one makes the
// diagram better.
func (s *search) improve(order []argset.Test) {
	s.try(order)
	if high := highFirst(order); s.try(high) {
		order = high
	}
	tries := triesEach / len(order)
	for again := true; again; {
		again = false
		for m := range moves(len(order)) {
			if tries--; tries < 0 {
				return
			}
			if moved := moveWithin(order, m); s.try(moved) {
				order, again = moved, true
			}
		}
	}
}

// highFirst returns the order with tests of upper halves first. Most 64-bit arguments
// need the same test of the upper half on all paths, and share it if it comes first.
func highFirst(order []argset.Test) []argset.Test {
	out := slices.Clone(order)
	slices.SortStableFunc(out, upperFirst)
	return out
}

// move moves size consecutive tests to another place in the order.
type move struct {
	from, to, size int
}

// moves yields all moves in an order of n tests.
func moves(n int) iter.Seq[move] {
	return func(yield func(move) bool) {
		for size := 1; size <= min(longestMove, n); size++ {
			for place := range (n - size + 1) * (n - size + 1) {
				if !yield(move{place / (n - size + 1), place % (n - size + 1), size}) {
					return
				}
			}
		}
	}
}

// moveWithin returns a list after m.
func moveWithin[E any](list []E, m move) []E {
	moved := slices.Delete(slices.Clone(list), m.from, m.from+m.size)
	return slices.Insert(moved, m.to, list[m.from:m.from+m.size]...)
}

// try builds the diagram for an order, and reports whether it is the best so far.
func (s *search) try(order []argset.Test) bool {
	d := &ordered{search: s, order: make([]argset.Set, len(order)), tests: order, states: make(map[string]*tree.Node)}
	for i, t := range order {
		d.order[i] = s.sets[t]
	}
	root, err := d.node(d.start(), 0)
	if err != nil {
		// Another order may need fewer states.
		s.err = err
		return false
	}
	return s.consider(root)
}

// consider keeps a diagram if it is the best so far, and reports whether it is.
func (s *search) consider(root *tree.Node) bool {
	c := cost{length: tree.Length(root), depth: depth(root, make(map[*tree.Node]int))}
	if c.average = averageUnit * c.depth; len(s.weights) > 0 {
		c.average = s.average(root)
	}
	if s.best != nil && !s.less(c, s.cost) {
		return false
	}
	s.best, s.cost = root, c
	return true
}

// depth returns the number of tests on the longest path from n. known caches results.
func depth(n *tree.Node, known map[*tree.Node]int) int {
	if n.Op == tree.Leaf {
		return 0
	}
	d, ok := known[n]
	if !ok {
		d = 1 + max(depth(n.Yes, known), depth(n.No, known))
		known[n] = d
	}
	return d
}
