package search

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// listRuns returns the runs of n random values, allowed among denied ones. Some are
// neighbours. Their weights are even, or fall by a factor; denied values have none.
func listRuns(r *rand.Rand, n int, factor float64) []Run {
	values := make([]uint32, 0, n)
	for len(values) < n {
		if v := 1 + r.Uint32N(uint32(12*n)); !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	weights, sum := make(map[uint32]float64), 0.0
	for i, v := range values {
		weights[v] = math.Pow(factor, float64(i))
		sum += weights[v]
	}
	p := decision.Uniform(decision.Denied)
	for _, v := range values {
		p = p.SetEach(map[uint32]decision.VerdictID{v: decision.Allowed})
	}
	var runs []Run
	for _, run := range p {
		next := Run{Run: run}
		for v, w := range weights {
			if run.Contains(v) {
				next.Weight += int64(Whole * (w / sum))
			}
		}
		runs = append(runs, next)
	}
	return runs
}

// costOfRuns returns the cost of a tree for runs.
func costOfRuns(t *testing.T, root *tree.Node, runs []Run) int64 {
	t.Helper()
	var price func(n *tree.Node) int64
	price = func(n *tree.Node) int64 {
		if n.Op == tree.Leaf {
			return 0
		}
		return Price + price(n.Yes) + price(n.No)
	}
	cost := price(root)
	for _, run := range runs {
		for i, value := range []uint32{run.First, run.Last} {
			n, tests := root, int64(0)
			for ; n.Op != tree.Leaf; tests++ {
				if n.Op == tree.AtLeast && value >= n.K || n.Op == tree.Equal && value == n.K {
					n = n.Yes
				} else {
					n = n.No
				}
			}
			if n.Verdict != run.Verdict {
				t.Fatalf("%d is %v, want %v", value, n.Verdict, run.Verdict)
			}
			if i == 0 {
				cost += tests * run.Weight
			}
		}
	}
	return cost
}

// leftRuns is a span of runs without some single values.
type leftRuns struct {
	from, to int
	removed  uint32
}

// key returns s as a number: its maps are faster.
func (s leftRuns) key() uint64 { return uint64(s.from)<<48 | uint64(s.to)<<32 | uint64(s.removed) }

// leastCost returns the least cost of all trees for runs, by an exhaustive search: at every
// node each threshold and each equality.
func leastCost(runs []Run, s leftRuns, known map[uint64]int64) int64 {
	if cost, ok := known[s.key()]; ok {
		return cost
	}
	best, weight, alike := int64(math.MaxInt64), int64(0), true
	first := -1
	for i := s.from; i < s.to; i++ {
		if s.removed>>i&1 != 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		weight += runs[i].Weight
		alike = alike && runs[i].Verdict == runs[first].Verdict
	}
	if alike {
		known[s.key()] = 0
		return 0
	}
	for i := s.from; i < s.to; i++ {
		if i > s.from {
			below, from := leftRuns{s.from, i, s.removed & (1<<i - 1)}, leftRuns{i, s.to, s.removed >> i << i}
			best = min(best, leastCost(runs, below, known)+leastCost(runs, from, known))
		}
		if s.removed>>i&1 == 0 && runs[i].First == runs[i].Last {
			best = min(best, leastCost(runs, leftRuns{s.from, s.to, s.removed | 1<<i}, known))
		}
	}
	known[s.key()] = best + weight + Price
	return known[s.key()]
}

// TestValues compares the trees for lists of up to 12 values with all trees.
func TestValues(t *testing.T) {
	r := rand.New(rand.NewPCG(127, 131))
	for _, weights := range []struct {
		name   string
		factor float64
	}{{"even", 1}, {"falling", 0.8}, {"one heavy", 0.1}} {
		t.Run(weights.name, func(t *testing.T) {
			var sum, worst float64
			lists := 0
			for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 12} {
				for range 1 + 8/n {
					runs := listRuns(r, n, weights.factor)
					got := costOfRuns(t, Values(runs, func(int) {}), runs)
					best := leastCost(runs, leftRuns{0, len(runs), 0}, make(map[uint64]int64))
					if got < best {
						t.Fatalf("%v costs %d, less than the best tree, %d", runs, got, best)
					}
					excess := float64(got)/float64(best) - 1
					sum, worst, lists = sum+excess, max(worst, excess), lists+1
				}
			}
			t.Logf("%d lists: %.3f%% more than the best tree on average, %.2f%% at worst", lists, 100*sum/float64(lists), 100*worst)
			if sum > 0.005*float64(lists) || worst > 0.06 {
				t.Error("the average excess is over 0.5%, or the worst over 6%")
			}
		})
	}
}
