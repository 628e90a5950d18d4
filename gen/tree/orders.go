package tree

import (
	"cmp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
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
	sets  map[args.Test]args.Set
	words []args.Word
}

// permute tries every order of the tests from k on.
func (s *search) permute(order []args.Test, k int) {
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

// improve moves tests about in the order.
func (s *search) improve(order []args.Test) {
	s.try(order)
	tries := triesEach / len(order)
	for again := true; again; {
		again = false
		for from := range order {
			for to := range order {
				if tries--; tries < 0 {
					return
				}
				moved := slices.Delete(slices.Clone(order), from, from+1)
				moved = slices.Insert(moved, to, order[from])
				if s.try(moved) {
					order, again = moved, true
				}
			}
		}
	}
}

// try makes the diagram for an order, and reports whether it is the best yet.
func (s *search) try(order []args.Test) bool {
	d := &diagram{search: s, order: make([]args.Set, len(order)), tests: order, states: make(map[string]*Node)}
	for i, t := range order {
		d.order[i] = s.sets[t]
	}
	root, err := d.node(d.start())
	if err != nil {
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
