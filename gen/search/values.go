package search

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"

// A long list of values has narrower windows: the work for a window doubles with each run.
const (
	longRuns       = 150
	longWindowRuns = 8
)

// Values returns a tree for runs of the values of a word. Their weights add up to about
// [Whole]. The tests are tests of numbers, to be replaced by tests of the word.
func Values(runs []Run) *tree.Node { return build(runs, make(tree.Nodes), width(len(runs))) }

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

// Work returns the work of [Values] for n runs, in steps of [argset.Space.Work].
func Work(n int) int {
	w := width(n)
	long := min(n, spanRuns)
	return 1 + (n<<w/2*w/2+n*long*long/6)/stepsPerChoice
}
