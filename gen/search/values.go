package search

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// A long list of values has narrower windows: the work for a window doubles with each run.
const (
	longRuns       = 150
	longWindowRuns = 8
)

// Values returns a tree for runs of the values of a word. Their weights add up to about
// [Whole]. The tests are tests of numbers, to be replaced by tests of the word.
//
// A few values may have most of the weight. Up to maxHeavy of them are tested before the tree
// for all others, as many as reduce the cost. Values reports the steps of each
// search before it begins, as of [argset.Space.Work].
func Values(runs []Run, work func(steps int)) *tree.Node {
	nodes := make(tree.Nodes)
	work(steps(len(runs)))
	best := build(runs, nodes, width(len(runs)))
	least := cost(best, runs)
	var heavy []Run
	var before int64
	for rest := runs; len(rest) > smallRuns && len(heavy) < maxHeavy; {
		i := heaviest(rest)
		if i < 0 || heavyPart*rest[i].Weight < total(rest) {
			break
		}
		before += total(rest) + Price
		heavy, rest = append(heavy, rest[i]), without(rest, i)
		work(steps(len(rest)))
		root := build(rest, nodes, width(len(rest)))
		if c := before + cost(root, rest); c < least {
			best, least = chain(heavy, root, nodes), c
		}
	}
	return best
}

const (
	// maxHeavy limits the values tested before the tree.
	maxHeavy = 8
	// A value with less than one heavyPart of the weight is not tested before the tree.
	heavyPart = 16
)

// heaviest returns the heaviest run of a single value, or -1.
func heaviest(runs []Run) int {
	best := -1
	for i, r := range runs {
		if r.First == r.Last && (best < 0 || r.Weight > runs[best].Weight) {
			best = i
		}
	}
	return best
}

// total returns the weight of all runs.
func total(runs []Run) int64 {
	var sum int64
	for _, r := range runs {
		sum += r.Weight
	}
	return sum
}

// without returns the runs without the value of run i. A neighbour covers the value, and
// neighbours of one verdict join.
func without(runs []Run, i int) []Run {
	if i == 0 {
		rest := slices.Clone(runs[1:])
		rest[0].First = runs[0].First
		return rest
	}
	rest := slices.Concat(runs[:i], runs[i+1:])
	rest[i-1].Last = runs[i].Last
	if i < len(rest) && rest[i].Verdict == rest[i-1].Verdict {
		rest[i-1].Last = rest[i].Last
		rest[i-1].Weight += rest[i].Weight
		rest = slices.Delete(rest, i, i+1)
	}
	return rest
}

// chain returns the tests of heavy values before the tree for all others.
func chain(heavy []Run, root *tree.Node, nodes tree.Nodes) *tree.Node {
	for _, r := range slices.Backward(heavy) {
		root = nodes.Make(tree.Node{Op: tree.Equal, K: r.First, Yes: nodes.Leaf(r.Verdict), No: root})
	}
	return root
}

// cost returns the cost of a tree for runs: the weight of each times its tests, and the price
// of each test.
func cost(n *tree.Node, runs []Run) int64 {
	if n.Op == tree.Leaf {
		return 0
	}
	here := total(runs) + Price
	at, exact := slices.BinarySearchFunc(runs, n.K, func(r Run, k uint32) int { return int(r.First) - int(k) })
	switch {
	case n.Op == tree.AtLeast:
		return here + cost(n.No, runs[:at]) + cost(n.Yes, runs[at:])
	case exact:
		return here + cost(n.No, slices.Delete(slices.Clone(runs), at, at+1))
	}
	return here + cost(n.No, runs)
}

// width returns the width of the windows for values of n runs.
func width(n int) int {
	switch {
	case n <= smallRuns:
		return n
	case n <= longRuns:
		return windowRuns
	}
	return longWindowRuns
}

// stepsPerChoice is the number of choices compared in the time of a step of work.
const stepsPerChoice = 16

// steps returns the work to build a tree for n runs.
func steps(n int) int {
	w := width(n)
	long := min(n, spanRuns)
	return 1 + (n<<w/2*w/2+n*long*long/6)/stepsPerChoice
}
