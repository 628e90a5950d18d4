package tree

import (
	"cmp"
	"iter"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// cost is what a diagram is to be good at: first few instructions, then few tests
// on the longest path.
type cost struct {
	length, depth int
}

func (c cost) less(d cost) bool {
	return cmp.Or(cmp.Compare(c.length, d.length), cmp.Compare(c.depth, d.depth)) < 0
}

// search is the search for the diagram of one verdict.
type search struct {
	*Conditions
	cases []decision.Case
	best  *Node
	cost  cost
	err   error
	// sets is the arguments for which each test holds, words the words tested.
	sets  map[argset.Test]argset.Set
	words []argset.Word
}

// permute tries every order of the tests from k on.
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

// longestMove is how many neighbours in an order are moved together.
const longestMove = 3

// improve moves tests about in the order, alone and with their neighbours.
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
			if moved := m.apply(order); s.try(moved) {
				order, again = moved, true
			}
		}
	}
}

// highFirst returns the order with the tests of upper halves before all others. These
// are mostly the same on all ways, and are then made once.
func highFirst(order []argset.Test) []argset.Test {
	out := slices.Clone(order)
	slices.SortStableFunc(out, upperFirst)
	return out
}

// move takes size neighbours of an order from one place to another.
type move struct {
	from, to, size int
}

// moves is all moves in an order of n tests.
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

// apply returns the order after a move.
func (m move) apply(order []argset.Test) []argset.Test {
	moved := slices.Delete(slices.Clone(order), m.from, m.from+m.size)
	return slices.Insert(moved, m.to, order[m.from:m.from+m.size]...)
}

// try makes the diagram for an order, and reports whether it is the best yet.
func (s *search) try(order []argset.Test) bool {
	d := &diagram{search: s, order: make([]argset.Set, len(order)), tests: order, states: make(map[string]*Node)}
	for i, t := range order {
		d.order[i] = s.sets[t]
	}
	root, err := d.node(d.start(), 0)
	if err != nil {
		// Another order may do.
		s.err = err
		return false
	}
	c := cost{Length(root), depth(root, make(map[*Node]int))}
	if s.best != nil && !c.less(s.cost) {
		return false
	}
	s.best, s.cost = root, c
	return true
}

// depth is the tests on the longest path from n; known is that of nodes.
func depth(n *Node, known map[*Node]int) int {
	if n.Op == Leaf {
		return 0
	}
	d, ok := known[n]
	if !ok {
		d = 1 + max(depth(n.Yes, known), depth(n.No, known))
		known[n] = d
	}
	return d
}
