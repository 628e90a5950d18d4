package search

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

const (
	smallRuns  = 16
	windowRuns = 12
	spanRuns   = 400
)

// Build returns a tree for p with a low cost under o. For few runs the cost is minimal.
func Build(p decision.Partition, o Objective) *tree.Node {
	runs := o.Weigh(p)
	if fine := o.Weigh(refine(p, o)); len(fine) <= smallRuns {
		runs = fine
	}
	return build(runs, make(tree.Nodes), windowRuns)
}

// build returns a tree for runs, with windows of the given width.
func build(runs []Run, n tree.Nodes, width int) *tree.Node {
	if len(runs) <= spanRuns {
		return newSpans(runs, width).node(n, 0, len(runs))
	}
	mid := middle(runs)
	return n.Make(tree.Node{Op: tree.AtLeast, K: runs[mid].First, Yes: build(runs[mid:], n, width), No: build(runs[:mid], n, width)})
}

// middle returns the first run of the second half of the weight. Either side keeps at
// least a quarter of the runs, to bound the depth.
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

// refine divides runs of p at numbers for which an equality may pay: both numbers of
// a pair, and numbers with calls. The numbers of any other run weigh the same, and
// thresholds at its ends are as good.
func refine(p decision.Partition, o Objective) decision.Partition {
	var out decision.Partition
	numbers := o.numbers()
	for _, r := range p {
		for _, n := range inside(r, numbers) {
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

// inside returns the numbers of r for refine to separate, in ascending order. numbers are
// those with calls.
func inside(r decision.Run, numbers []uint32) []uint32 {
	switch {
	case r.First == r.Last:
		return nil
	case r.Last-r.First == 1:
		return []uint32{r.First, r.Last}
	case !counts(r.Verdict):
		return nil
	}
	return within(numbers, r.Interval)
}
