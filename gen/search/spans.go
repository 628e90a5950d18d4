package search

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"

// spans holds the cost of the best division of each span of neighbouring runs.
type spans struct {
	runs    []Run
	windows []window
	// width is the length of all windows but the last ones.
	width int
	// prefix[i] is the weight of runs 0 to i-1.
	prefix []int64
	// costs[j][i] is the cost of runs i to j-1. For up to width runs it is that of their
	// window.
	costs [][]int64
}

// newSpans divides spans down to windows of the given width. Few runs are one window.
func newSpans(runs []Run, width int) *spans {
	n := len(runs)
	if n <= smallRuns {
		width = n
	}
	s := &spans{runs: runs, width: width, windows: make([]window, n), prefix: make([]int64, n+1), costs: make([][]int64, n+1)}
	for j := range s.costs {
		s.costs[j] = make([]int64, j)
	}
	for i, r := range runs {
		s.prefix[i+1] = s.prefix[i] + r.Weight
	}
	// A window needs the costs of those that begin at its own runs.
	sets := 1 << width / 2
	room := make([]int64, (width+1)*sets)
	// from[m-i] is the cost of runs i to m-1.
	from := make([]int64, n+1)
	for i := n - 1; i >= 0; i-- {
		w := newWindow(runs[i:min(n, i+width)], s.windows[i+1:], room[i%width*sets:][:sets], room[width*sets:])
		s.windows[i] = w
		for j := i + 1; j <= n; j++ {
			if j-i <= width {
				from[j-i] = w.costs[(set(1)<<(j-i)-1).index()] / codes
			} else {
				from[j-i] = s.prefix[j] - s.prefix[i] + Price + least(from[1:j-i], s.costs[j][i+1:])
			}
			s.costs[j][i] = from[j-i]
		}
	}
	return s
}

// least returns the least sum of a cost in from and its partner in to.
func least(from, to []int64) int64 {
	out := from[0] + to[0]
	to = to[:len(from)]
	for k, cost := range from {
		out = min(out, cost+to[k])
	}
	return out
}

// threshold returns the first run after the best threshold for runs i to j-1.
func (s *spans) threshold(i, j int) int {
	rest := s.costs[j][i] - (s.prefix[j] - s.prefix[i] + Price)
	m := i + 1
	for s.costs[m][i]+s.costs[j][m] != rest {
		m++
	}
	return m
}

// node builds the best tree for runs i to j-1.
func (s *spans) node(n tree.Nodes, i, j int) *tree.Node {
	if j-i <= s.width {
		return s.set(n, i, 1<<(j-i)-1)
	}
	m := s.threshold(i, j)
	return n.Make(tree.Node{Op: tree.AtLeast, K: s.runs[m].First, Yes: s.node(n, m, j), No: s.node(n, i, m)})
}

// set builds the best tree for a set of the window at run i.
func (s *spans) set(n tree.Nodes, i int, members set) *tree.Node {
	first := members.first()
	i, members = i+first, members>>first
	test := s.windows[i].tests[members.index()]
	at := int(test / 2)
	switch r := s.runs[i+at]; {
	case test == 0:
		return n.Leaf(r.Verdict)
	case test%2 == 0:
		return n.Make(tree.Node{Op: tree.AtLeast, K: r.First, Yes: s.set(n, i, members>>at<<at), No: s.set(n, i, members.below(at))})
	default:
		return n.Make(tree.Node{Op: tree.Equal, K: r.First, Yes: n.Leaf(r.Verdict), No: s.set(n, i, members&^(1<<at))})
	}
}
