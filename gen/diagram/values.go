package diagram

import (
	"math/bits"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	numbers "github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// valueTree looks for the best tree over the values of one word, the first word of a state.
// In the tree a verdict is an index into rests.
type valueTree struct {
	*Builder
	d     *wordwise
	place argset.Word
	// paths counts as for a part.
	paths int64
	// rests holds the part of each rest, ids its index by [state.key].
	rests []part
	ids   map[string]decision.VerdictID
	best  *tree.Node
	cost  cost
}

// find tries all kinds of trees for s: a single test, a search tree over the runs of the
// values, one over the runs of masked values, and a diagram of the given tests.
func (x *valueTree) find(s state) error {
	if ok, err := x.findSingle(s); ok || err != nil {
		return err
	}
	tests, mask := x.relevant(s)
	limit := runsEach * (1 + len(x.d.tests[x.place]))
	plain, ok := x.space.WordRuns(s, x.place, whole, limit)
	if ok {
		if err := x.findRuns(plain, whole); err != nil {
			return err
		}
	}
	if runs, ok := x.space.WordRuns(s, x.place, mask, limit); ok && (plain == nil || len(runs) < len(plain)) {
		if err := x.findRuns(runs, mask); err != nil {
			return err
		}
	}
	if x.best == nil || len(tests) <= permuted {
		return x.findTests(s, tests)
	}
	return nil
}

// findSingle looks for a single test to divide the values. ok is false if none is enough.
func (x *valueTree) findSingle(s state) (ok bool, err error) {
	classes, ok := x.space.Classes(s, x.place, 2)
	if !ok {
		return false, nil
	}
	for i, c := range classes {
		t, ok := x.d.bySet[c.Values]
		if !ok {
			continue
		}
		yes, err := x.id(c.Rest)
		if err != nil {
			return false, err
		}
		no, err := x.id(classes[1-i].Rest)
		if err != nil {
			return false, err
		}
		x.count([]decision.VerdictID{yes, no})
		x.best = x.nodes.Make(tree.Node{Op: tree.Argument, Test: t, Yes: x.nodes.Leaf(yes), No: x.nodes.Leaf(no)})
		return true, nil
	}
	return false, nil
}

// runsEach limits the runs of a word by the number of its tests: an equality divides a run
// in three.
const runsEach = 2

// id returns the index of a rest. It builds the part of a new one.
func (x *valueTree) id(rest state) (decision.VerdictID, error) {
	key := rest.key()
	if id, ok := x.ids[key]; ok {
		return id, nil
	}
	p, err := x.d.part(rest)
	if err != nil {
		return 0, err
	}
	id := decision.VerdictID(len(x.rests))
	x.ids[key], x.rests = id, append(x.rests, p)
	return id, nil
}

// count sets paths to those of the runs or classes of the values, given by their rests.
func (x *valueTree) count(rests []decision.VerdictID) {
	x.paths = 0
	for _, id := range rests {
		x.paths = min(x.paths+x.rests[id].paths, maxPaths)
	}
}

// findRuns considers the search tree for runs of the values under mask.
func (x *valueTree) findRuns(runs []argset.Run, mask uint32) error {
	list := make([]numbers.Run, len(runs))
	var ids []decision.VerdictID
	for i, r := range runs {
		id, err := x.id(r.Rest)
		if err != nil {
			return err
		}
		ids = append(ids, id)
		list[i].First, list[i].Last, list[i].Verdict = r.First, mask, id
		if i > 0 {
			// The value before r.First among those under mask.
			list[i-1].Last = (r.First - 1) & mask
		}
	}
	x.count(ids)
	x.weigh(list, mask)
	x.consider(x.masked(numbers.Values(list, x.space.Work), mask, make(map[*tree.Node]*tree.Node)))
	return nil
}

// masked returns a tree over numbers as one over the values of the word under mask.
func (x *valueTree) masked(n *tree.Node, mask uint32, known map[*tree.Node]*tree.Node) *tree.Node {
	if out, ok := known[n]; ok {
		return out
	}
	out := *n
	if n.Op != tree.Leaf {
		test := argset.Test{Word: x.place, Mask: mask, Op: argset.Equal, K: n.K}
		if n.Op == tree.AtLeast {
			test.Op = argset.AtLeast
		}
		out = tree.Node{Op: tree.Argument, Test: test, Yes: x.masked(n.Yes, mask, known), No: x.masked(n.No, mask, known)}
	}
	known[n] = x.nodes.Make(out)
	return known[n]
}

// maxClasses limits the classes of values divided by the given tests.
const maxClasses = 1024

// findTests considers diagrams of the given tests.
func (x *valueTree) findTests(s state, tests []argset.Test) error {
	classes, ok := x.space.Classes(s, x.place, maxClasses)
	if !ok {
		return nil
	}
	var cases []decision.Case
	var ids []decision.VerdictID
	for _, c := range classes {
		id, err := x.id(c.Rest)
		if err != nil {
			return err
		}
		ids = append(ids, id)
		cases = append(cases, decision.Case{When: c.Values, Verdict: id})
	}
	x.count(ids)
	best, err := x.orders(cases, tests)
	if err == nil {
		x.consider(best)
	}
	return nil
}

// relevant returns the bits of the word that s depends on, and the tests of these bits
// alone.
func (x *valueTree) relevant(s state) (tests []argset.Test, mask uint32) {
	for _, set := range s {
		mask |= x.space.WordBits(set, x.place)
	}
	for _, t := range x.d.tests[x.place] {
		if testedBits(t)&^mask == 0 {
			tests = append(tests, t)
		}
	}
	return tests, mask
}

// testedBits returns the bits of a word that the result of t depends on.
func testedBits(t argset.Test) uint32 {
	switch t.Op {
	case argset.AnyBit:
		return t.Mask & t.K
	case argset.AtLeast:
		return t.Mask &^ (1<<bits.TrailingZeros32(t.K) - 1)
	}
	return t.Mask
}

// consider keeps a tree if it is the best so far.
func (x *valueTree) consider(n *tree.Node) {
	c := cost{length: tree.Length(n), depth: depth(n, make(map[*tree.Node]int))}
	if x.best == nil || faster(c, x.cost) {
		x.best, x.cost = n, c
	}
}

// attach returns the tree with the parts of the rests in place of its leaves, and tests of
// the argument's word.
func (x *valueTree) attach(n *tree.Node, known map[*tree.Node]*tree.Node) *tree.Node {
	if n.Op == tree.Leaf {
		return x.rests[n.Verdict].node
	}
	if out, ok := known[n]; ok {
		return out
	}
	test := n.Test
	test.Word = x.d.original[x.place]
	yes, no := x.attach(n.Yes, known), x.attach(n.No, known)
	known[n] = x.nodes.Make(tree.Node{Op: tree.Argument, Test: test, Yes: yes, No: no})
	return known[n]
}

// scale is the weight of all values of a word, for trees over numbers: with half as much
// again as for numbers, a threshold pays in a list of over four values.
const scale = numbers.Whole * 3 / 2

// weigh sets the weights of runs of the values under mask. With known weights, half of the
// weight lies on values with such. The rest is even over the paths of the diagram.
func (x *valueTree) weigh(runs []numbers.Run, mask uint32) {
	calls := make([]int64, len(runs))
	for _, w := range x.d.weights[x.place] {
		w.count(calls, runs, mask)
	}
	var paths, total int64
	for i, r := range runs {
		paths, total = paths+x.rests[r.Verdict].paths, total+calls[i]
	}
	for i, r := range runs {
		even := int64(scale)
		if total > 0 {
			even = scale / 2
			runs[i].Weight = calls[i] * (scale / 2) / total
		}
		if paths > 0 {
			runs[i].Weight += even * x.rests[r.Verdict].paths / paths
		} else {
			runs[i].Weight += even / int64(len(runs))
		}
	}
}
