// Package tree finds a decision tree of least cost for a partition of the numbers:
// a two-way comparison search tree, whose nodes test nr >= k or nr == k (Anderson,
// Kannan, Karloff, Ladner, Thresholds and optimal binary comparison search trees,
// 2002).
//
// A threshold leaves two spans of neighbouring runs, an equality takes a number out
// of one, and then the runs beside it may be of one verdict and join. So the
// textbook rule, to test the heaviest number first, does not hold here, and the
// exact state is a set of runs. The solver is exact where such sets are small:
//
//   - A window is a few neighbouring runs. All its sets are solved, with every test:
//     see [window]. A partition of up to smallRuns runs fits into one, and has the
//     best of all trees.
//   - A longer one has windows of windowRuns runs, and longer spans are divided by
//     thresholds alone, down to windows: see [spans]. On the shipped profiles
//     windows of 18 runs, six more, gain 0.1% at most.
//   - More than spanRuns runs are first halved by weight.
//
// The work for n runs is n * 2^windowRuns * windowRuns steps for the windows and
// spanRuns^2 * n for the spans: 7 ms for a shipped profile, 0.2 s for 2000 scattered
// numbers.
package tree

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

const (
	smallRuns  = 16
	windowRuns = 12
	spanRuns   = 400
)

// Build returns a tree that decides p at a low cost under o, the least one where p
// has few runs.
func Build(p decision.Partition, o Objective) *Node {
	runs := o.Weigh(p)
	if fine := o.Weigh(refine(p, o)); len(fine) <= smallRuns {
		runs = fine
	}
	return build(runs, make(Nodes))
}

func build(runs []Run, n Nodes) *Node {
	if len(runs) <= spanRuns {
		return newSpans(runs).node(n, 0, len(runs))
	}
	mid := middle(runs)
	return n.make(Node{Op: AtLeast, K: runs[mid].First, Yes: build(runs[mid:], n), No: build(runs[:mid], n)})
}

// middle returns the run where the second half of the weight begins, no further
// to a side than a quarter, so that halving ends soon.
func middle(runs []Run) int {
	var total, sum int64
	for _, r := range runs {
		total += r.Weight
	}
	n := len(runs)
	for i, r := range runs {
		if sum += r.Weight; 2*sum >= total {
			return min(max(i, n/4), n-n/4)
		}
	}
	return n / 2
}

// refine divides the runs of p where a test for equality inside of one can be part
// of a best tree: pairs of numbers, and numbers that are called. In any other run,
// whose numbers weigh the same, two thresholds at its ends are as good.
func refine(p decision.Partition, o Objective) decision.Partition {
	var out decision.Partition
	for _, r := range p {
		for _, n := range o.inside(r) {
			if r.First < n {
				out = append(out, decision.Run{Interval: interval.Interval{First: r.First, Last: n - 1}, Verdict: r.Verdict})
			}
			out = append(out, decision.Run{Interval: interval.Interval{First: n, Last: n}, Verdict: r.Verdict})
			if n == r.Last {
				r.First = n
				break
			}
			r.First = n + 1
		}
		if len(out) == 0 || out[len(out)-1].Last != r.Last {
			out = append(out, r)
		}
	}
	return out
}

// inside returns the numbers of r that refine takes out, ascending.
func (o Objective) inside(r decision.Run) []uint32 {
	if r.First == r.Last {
		return nil
	}
	if r.Last-r.First == 1 {
		return []uint32{r.First, r.Last}
	}
	var numbers []uint32
	for n := range o.Calls {
		if counts(r.Verdict) && r.Contains(n) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers
}
