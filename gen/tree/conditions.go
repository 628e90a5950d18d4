package tree

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Conditions finds short decision diagrams for verdicts whose arguments decide.
//
// A diagram makes its tests in one order on every path, but for those whose result
// is known from the arguments that are left: what is known is a set of arguments,
// so that no test is made twice, nor one that follows from others. Of up to
// permuted tests all orders are tried; with more, tests are moved about in the
// order for as long as that makes the diagram shorter, tries times at most.
type Conditions struct {
	space *argset.Space
	nodes Nodes
	known map[string]*Node
}

const (
	// permuted tests have 120 orders.
	permuted = 5
	// triesEach is how many orders of n tests are tried: triesEach/n, as the work for
	// one grows with the square of n.
	triesEach = 600
	// maxStates is how many sets of arguments a diagram may tell apart. A program
	// has 4096 instructions at most.
	maxStates = 8192
)

// NewConditions returns a finder for sets of a space. It shares what the diagrams
// that it finds have in common.
func NewConditions(space *argset.Space) *Conditions {
	return &Conditions{space: space, nodes: make(Nodes), known: make(map[string]*Node)}
}

// Node returns a diagram that decides v, a verdict with Cases.
func (c *Conditions) Node(v decision.Verdict) (*Node, error) {
	key := fmt.Sprint(v.Cases, v.Tests)
	if n, ok := c.known[key]; ok {
		return n, nil
	}
	order := candidates(v.Tests)
	s := c.search(v.Cases, order)
	if len(order) <= permuted {
		s.permute(order, 0)
	} else {
		s.improve(order)
	}
	if s.best == nil {
		return nil, s.err
	}
	c.known[key] = s.best
	return s.best, nil
}

// search begins the search for a diagram.
func (c *Conditions) search(cases []decision.Case, tests []argset.Test) *search {
	s := &search{Conditions: c, cases: cases, sets: make(map[argset.Test]argset.Set)}
	for _, t := range tests {
		s.sets[t] = c.space.Test(t)
		if n := len(s.words); n == 0 || s.words[n-1] != t.Word {
			s.words = append(s.words, t.Word)
		}
	}
	return s
}

// Attach returns t with the leaves of verdicts whose arguments decide replaced by
// their diagrams.
func (c *Conditions) Attach(t *Node, verdicts []decision.Verdict) (*Node, error) {
	if t.Op == Leaf {
		if v := verdicts[t.Verdict]; v.Cases != nil {
			return c.Node(v)
		}
		return c.nodes.make(*t), nil
	}
	yes, err := c.Attach(t.Yes, verdicts)
	if err != nil {
		return nil, err
	}
	no, err := c.Attach(t.No, verdicts)
	if err != nil {
		return nil, err
	}
	return c.nodes.make(Node{Op: t.Op, K: t.K, Yes: yes, No: no}), nil
}
