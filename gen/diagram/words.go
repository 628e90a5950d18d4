package diagram

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// wordwise builds the diagram for one order of the words: it divides the values of the
// first word by their rest, the function of all other words, and builds a diagram for each
// rest. The sets of its states have the words in this order.
type wordwise struct {
	*search
	// original maps the words of the states to those of the arguments.
	original map[argset.Word]argset.Word
	// tests holds the tests of each word, weights its values with weights. Both are of the
	// words of the states.
	tests map[argset.Word][]argset.Test
	// bySet holds these tests by the arguments with which they hold.
	bySet   map[argset.Set]argset.Test
	weights map[argset.Word][]weight
	// parts holds the part of each state.
	parts map[string]part
	// length counts the instructions. At limit the diagram is not better than another.
	length, limit int
}

// part is the diagram of a state. paths counts the runs of values on all ways to verdicts
// other than a violation, at most maxPaths.
type part struct {
	node  *tree.Node
	paths int64
}

// maxPaths limits the counted paths: sums and products do not overflow.
const maxPaths = 1 << 20

// errLonger is the error for a diagram longer than another.
var errLonger = errors.New("longer than another order of the words")

// whole is the mask of all bits.
const whole = math.MaxUint32

// newWordwise prepares the diagram for an order of the words.
func newWordwise(s *search, words []argset.Word, limit int) (*wordwise, state) {
	d := &wordwise{
		search: s, limit: limit,
		original: make(map[argset.Word]argset.Word), tests: make(map[argset.Word][]argset.Test), bySet: make(map[argset.Set]argset.Test),
		weights: make(map[argset.Word][]weight), parts: make(map[string]part),
	}
	to := make(map[argset.Word]argset.Word)
	for i, w := range words {
		place := argset.Word{Arg: i / 2, High: i%2 == 0}
		to[w], d.original[place] = place, w
		d.weights[place] = s.weightsOf(w)
	}
	for _, t := range s.tests {
		t.Word = to[t.Word]
		d.tests[t.Word] = append(d.tests[t.Word], t)
		if set := s.space.Test(t); d.bySet[set].Mask == 0 {
			d.bySet[set] = t
		}
	}
	root := make(state, len(s.cases))
	for i, c := range s.cases {
		root[i] = s.space.Move(c.When, to)
	}
	return d, root
}

// part returns the part of s.
func (d *wordwise) part(s state) (part, error) {
	w, ok := d.space.Top(s)
	if !ok {
		return d.leaf(d.cases[slices.Index(s, argset.All)].Verdict), nil
	}
	key := s.key()
	if p, ok := d.parts[key]; ok {
		return p, nil
	}
	if len(d.parts) > maxStates {
		return part{}, decision.TooLarge(fmt.Sprintf("the conditions need more than %d states", maxStates))
	}
	p, err := d.divide(s, w)
	if err != nil {
		return part{}, err
	}
	d.parts[key] = p
	return p, nil
}

// divide returns the part of s by tests of w, its first word.
func (d *wordwise) divide(s state, w argset.Word) (part, error) {
	x := &valueTree{Builder: d.Builder, d: d, place: w, ids: make(map[string]decision.VerdictID)}
	if err := x.find(s); err != nil {
		return part{}, err
	}
	if x.best == nil {
		return part{}, fmt.Errorf("no tests separate the values of %v", d.original[w])
	}
	d.length += tree.Length(x.best)
	if d.length >= d.limit {
		return part{}, errLonger
	}
	return part{x.attach(x.best, make(map[*tree.Node]*tree.Node)), x.paths}, nil
}

// leaf returns the part of a verdict. As for numbers, violations are rare and do not count.
func (d *wordwise) leaf(v decision.VerdictID) part {
	p := part{node: d.nodes.Leaf(v)}
	if v != decision.Denied {
		p.paths = 1
	}
	return p
}

const (
	// firstWork limits the work for orders of the words until one has a diagram, in steps of
	// [argset.Space.Work].
	firstWork = 8e6
	// After that, all other orders take at most ordersEach times the work of the first
	// diagram and otherWork.
	ordersEach = 2
	otherWork  = 2e5
)

// byWords tries orders of the words. It bounds the work: a good order needs little.
func (s *search) byWords() {
	left := int(firstWork)
	found := false
	for words := range wordOrders(s.words) {
		used := s.within(left, func() { s.tryWords(words) })
		if left -= used; s.best != nil && !found {
			found, left = true, min(left, otherWork+ordersEach*used)
		}
		if left <= 0 {
			return
		}
	}
}

// within runs f with at most the given work, and returns the work used.
func (s *search) within(steps int, f func()) (used int) {
	steps = min(steps, s.space.Left())
	s.space.Within(steps, func() {
		defer func() { used = steps - s.space.Left() }()
		f()
	})
	s.space.Work(used)
	return used
}

// tryWords builds the diagram for an order of the words.
func (s *search) tryWords(words []argset.Word) {
	limit := math.MaxInt
	if s.best != nil {
		limit = s.cost.length + s.cost.depth
	}
	d, root := newWordwise(s, words, limit)
	p, err := d.part(root)
	if err != nil {
		s.err = err
		return
	}
	s.consider(p.node)
}

// wordOrders yields all orders of a few words. Of more it yields those with one word moved.
func wordOrders(words []argset.Word) iter.Seq[[]argset.Word] {
	return func(yield func([]argset.Word) bool) {
		if len(words) <= permutedWords {
			permuteWords(slices.Clone(words), 0, yield)
			return
		}
		if !yield(words) {
			return
		}
		for from := range words {
			for to := range words {
				if moved := moveWithin(words, move{from, to, 1}); from != to && !yield(moved) {
					return
				}
			}
		}
	}
}

// permutedWords words have 24 orders.
const permutedWords = 4

// permuteWords yields all permutations of the words from index k on, and reports whether to
// go on.
func permuteWords(words []argset.Word, k int, yield func([]argset.Word) bool) bool {
	if k >= len(words)-1 {
		return yield(slices.Clone(words))
	}
	for i := k; i < len(words); i++ {
		moved := slices.Insert(slices.Delete(slices.Clone(words), i, i+1), k, words[i])
		if !permuteWords(moved, k+1, yield) {
			return false
		}
	}
	return true
}
