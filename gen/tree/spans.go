package tree

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// spans is the spans of neighbouring runs, each with its best division.
type spans struct {
	runs    []Run
	windows []window
	// width is the length of the windows, but for the last.
	width int
	// prefix is the weight of the runs before each.
	prefix []int64
	// best[i][j-i] is for runs i to j-1. Up to width of them are a window's.
	best [][]choice
}

func newSpans(runs []Run) *spans {
	n := len(runs)
	width := windowRuns
	if n <= smallRuns {
		width = n
	}
	s := &spans{runs: runs, width: width, windows: make([]window, n), prefix: make([]int64, n+1), best: make([][]choice, n)}
	for i, r := range runs {
		s.prefix[i+1] = s.prefix[i] + r.Weight
	}
	for i := n - 1; i >= 0; i-- {
		s.windows[i] = newWindow(runs[i:min(n, i+width)], s.windows[i+1:])
		s.best[i] = make([]choice, n+1-i)
		for j := i + 1; j <= n; j++ {
			s.best[i][j-i] = s.cheapest(i, j)
		}
	}
	return s
}

// cheapest returns the best for runs i to j-1, given that of every shorter span
// from i and of every span from a later run.
func (s *spans) cheapest(i, j int) choice {
	if j-i <= s.width {
		return s.windows[i].best[1<<(j-i)-1]
	}
	here := s.prefix[j] - s.prefix[i] + Price
	best := choice{cost: here + s.best[i][1].cost + s.best[i+1][j-i-1].cost, test: 1}
	for m := i + 2; m < j; m++ {
		if cost := here + s.best[i][m-i].cost + s.best[m][j-m].cost; cost < best.cost {
			best = choice{cost, int16(m - i)}
		}
	}
	return best
}

// node makes the best tree for runs i to j-1.
func (s *spans) node(n Nodes, i, j int) *Node {
	if j-i <= s.width {
		return s.set(n, i, 1<<(j-i)-1)
	}
	m := i + int(s.best[i][j-i].test)
	return n.make(Node{Op: AtLeast, K: s.runs[m].First, Yes: s.node(n, m, j), No: s.node(n, i, m)})
}

// set makes the best tree for a set of the window at run i.
func (s *spans) set(n Nodes, i int, members set) *Node {
	first := members.first()
	i, members = i+first, members>>first
	switch test := int(s.windows[i].best[members].test); {
	case test > 0:
		return n.make(Node{Op: AtLeast, K: s.runs[i+test].First, Yes: s.set(n, i, members>>test<<test), No: s.set(n, i, members.below(test))})
	case test < 0:
		r := s.runs[i+^test]
		return n.make(Node{Op: Equal, K: r.First, Yes: leaf(n, r.Verdict), No: s.set(n, i, members&^(1<<^test))})
	}
	return leaf(n, s.runs[i].Verdict)
}

func leaf(n Nodes, v decision.VerdictID) *Node { return n.make(Node{Verdict: v}) }
