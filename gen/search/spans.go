package search

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"

// spans holds the best division of each span of neighbouring runs.
type spans struct {
	runs    []Run
	windows []window
	// width is the length of all windows but the last ones.
	width int
	// prefix[i] is the weight of runs 0 to i-1.
	prefix []int64
	// best[i][j-i] is the choice for runs i to j-1. Spans of up to width runs copy
	// their window's choice.
	best [][]choice
	// from[m-i] and to[j][m] are the costs of runs i to m-1 and of runs m to j-1, where
	// cheapest reads them in order.
	from []int64
	to   [][]int64
}

// newSpans divides spans down to windows of the given width. Few runs are one window.
func newSpans(runs []Run, width int) *spans {
	n := len(runs)
	if n <= smallRuns {
		width = n
	}
	s := &spans{runs: runs, width: width, windows: make([]window, n), prefix: make([]int64, n+1), best: make([][]choice, n), from: make([]int64, n+1), to: make([][]int64, n+1)}
	for j := range s.to {
		s.to[j] = make([]int64, j)
	}
	for i, r := range runs {
		s.prefix[i+1] = s.prefix[i] + r.Weight
	}
	sets := 1 << width / 2
	weights := make([]int64, sets)
	choices := make([]choice, n*sets)
	for i := n - 1; i >= 0; i-- {
		s.windows[i] = newWindow(runs[i:min(n, i+width)], s.windows[i+1:], choices[i*sets:][:sets], weights)
		s.best[i] = make([]choice, n+1-i)
		for j := i + 1; j <= n; j++ {
			s.best[i][j-i] = s.cheapest(i, j)
			s.from[j-i], s.to[j][i] = s.best[i][j-i].cost, s.best[i][j-i].cost
		}
	}
	return s
}

// cheapest returns the best choice for runs i to j-1. It needs the choices of all
// shorter spans from i, and of all spans from later runs.
func (s *spans) cheapest(i, j int) choice {
	if j-i <= s.width {
		return s.windows[i].best[(set(1)<<(j-i) - 1).index()]
	}
	least, test := s.from[1]+s.to[j][i+1], 1
	from, to := s.from[2:j-i], s.to[j][i+2:j]
	for k, cost := range from {
		if cost += to[k]; cost < least {
			least, test = cost, k+2
		}
	}
	return choice{s.prefix[j] - s.prefix[i] + Price + least, int16(test)}
}

// node builds the best tree for runs i to j-1.
func (s *spans) node(n tree.Nodes, i, j int) *tree.Node {
	if j-i <= s.width {
		return s.set(n, i, 1<<(j-i)-1)
	}
	m := i + int(s.best[i][j-i].test)
	return n.Make(tree.Node{Op: tree.AtLeast, K: s.runs[m].First, Yes: s.node(n, m, j), No: s.node(n, i, m)})
}

// set builds the best tree for a set of the window at run i.
func (s *spans) set(n tree.Nodes, i int, members set) *tree.Node {
	first := members.first()
	i, members = i+first, members>>first
	switch test := int(s.windows[i].best[members.index()].test); {
	case test > 0:
		return n.Make(tree.Node{Op: tree.AtLeast, K: s.runs[i+test].First, Yes: s.set(n, i, members>>test<<test), No: s.set(n, i, members.below(test))})
	case test < 0:
		r := s.runs[i+^test]
		return n.Make(tree.Node{Op: tree.Equal, K: r.First, Yes: n.Leaf(r.Verdict), No: s.set(n, i, members&^(1<<^test))})
	}
	return n.Leaf(s.runs[i].Verdict)
}
