package diagram

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// Builder builds diagrams. All its diagrams share equal nodes.
type Builder struct {
	space *argset.Space
	nodes tree.Nodes
	known map[string]*tree.Node
}

const (
	// permuted tests have 120 orders.
	permuted = 5
	// improved tests may have a shorter diagram with tests of several words in turn.
	improved = 24
	// triesEach/n orders of n tests are tried: the work for one grows with the square
	// of n.
	triesEach = 600
	// maxStates limits the states of a diagram. A program has 4096 instructions at
	// most.
	maxStates = 8192
)

// NewBuilder returns a builder for verdicts with sets of space.
func NewBuilder(space *argset.Space) *Builder {
	return &Builder{space: space, nodes: make(tree.Nodes), known: make(map[string]*tree.Node)}
}

// Build returns a diagram for v, a verdict with Cases.
func (b *Builder) Build(v decision.Verdict) (*tree.Node, error) {
	key := fmt.Sprint(v.Cases, v.Tests, v.Weights)
	if n, ok := b.known[key]; ok {
		return n, nil
	}
	order := candidates(v.Tests)
	s := b.search(v.Cases, order)
	s.weights = v.Weights
	if len(order) > permuted {
		s.less = faster
		s.byWords()
	}
	if s.best == nil || len(order) <= improved {
		s.byTests(order)
		s.byMerged(order)
	}
	return b.keep(key, s)
}

// orders returns the best diagram of orders of the tests.
func (b *Builder) orders(cases []decision.Case, tests []argset.Test) (*tree.Node, error) {
	key := fmt.Sprint(cases, tests)
	if n, ok := b.known[key]; ok {
		return n, nil
	}
	s := b.search(cases, tests)
	if len(tests) > permuted {
		s.less = faster
	}
	s.byTests(tests)
	s.byMerged(tests)
	return b.keep(key, s)
}

// keep stores the diagram of a finished search.
func (b *Builder) keep(key string, s *search) (*tree.Node, error) {
	if s.best == nil {
		return nil, s.err
	}
	b.known[key] = s.best
	return s.best, nil
}

// search prepares the search for a diagram.
func (b *Builder) search(cases []decision.Case, tests []argset.Test) *search {
	s := &search{Builder: b, cases: cases, tests: slices.SortedFunc(slices.Values(tests), compareTests), less: shorter, sets: make(map[argset.Test]argset.Set)}
	for _, t := range tests {
		s.sets[t] = b.space.Test(t)
		if n := len(s.words); n == 0 || s.words[n-1] != t.Word {
			s.words = append(s.words, t.Word)
		}
	}
	return s
}
