package search

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// costOf returns the cost of a tree under o for the numbers before size and the rest: the
// weight of each number times its tests, and the price of each test, shared or not.
func costOf(t *testing.T, root *tree.Node, p decision.Partition, o Objective, size int) int64 {
	t.Helper()
	var price func(n *tree.Node) int64
	price = func(n *tree.Node) int64 {
		if n.Op == tree.Leaf {
			return 0
		}
		return Price + price(n.Yes) + price(n.No)
	}
	cost := price(root)
	for _, a := range o.Weigh(numbers(p, size)) {
		n := root
		for n.Op != tree.Leaf {
			cost += a.Weight
			if n.Op == tree.AtLeast && a.First >= n.K || n.Op == tree.Equal && a.First == n.K {
				n = n.Yes
			} else {
				n = n.No
			}
		}
		if n.Verdict != a.Verdict {
			t.Fatalf("%d is %v, want %v", a.First, n.Verdict, a.Verdict)
		}
	}
	return cost
}

// numbers divides p into the single numbers before size and the rest.
func numbers(p decision.Partition, size int) decision.Partition {
	var out decision.Partition
	for n := range uint32(size) {
		out = append(out, decision.Run{Interval: interval.Interval{First: n, Last: n}, Verdict: p.Of(n)})
	}
	return append(out, decision.Run{Interval: interval.Interval{First: uint32(size), Last: interval.Whole.Last}, Verdict: p.Of(uint32(size))})
}

// exhaustive returns the least cost of all trees with tests nr == k and nr >= k for any k
// up to size. It searches every reachable set of numbers.
func exhaustive(p decision.Partition, o Objective, size int) int64 {
	atoms := o.Weigh(numbers(p, size))
	least := make([]int64, 1<<len(atoms))
	for s := 1; s < len(least); s++ {
		least[s] = math.MaxInt64
		var weight int64
		uniform := true
		first := bits.TrailingZeros(uint(s))
		for rest := s; rest != 0; rest &= rest - 1 {
			i := bits.TrailingZeros(uint(rest))
			weight += atoms[i].Weight
			uniform = uniform && atoms[i].Verdict == atoms[first].Verdict
			if without := s &^ (1 << i); without != 0 && i < size {
				least[s] = min(least[s], least[without])
			}
			if below := s & (1<<i - 1); below != 0 {
				least[s] = min(least[s], least[below]+least[s&^below])
			}
		}
		if uniform {
			least[s] = 0
		} else {
			least[s] += weight + Price
		}
	}
	return least[len(least)-1]
}

// small returns a random partition of count runs among the numbers before size, and an
// objective with some numbers without weight.
func small(r *rand.Rand, count, size int) (decision.Partition, Objective) {
	var p decision.Partition
	for len(p) != count {
		p = decision.Uniform(decision.VerdictID(r.IntN(3)))
		for range 2 * count {
			first := r.Uint32N(uint32(size))
			last := min(first+r.Uint32N(3), uint32(size)-1)
			p = p.Set(interval.Interval{First: first, Last: last}, decision.VerdictID(r.IntN(3)))
		}
	}
	o := Objective{Calls: make(map[uint32]int), Table: interval.Interval{First: r.Uint32N(3), Last: uint32(size) - r.Uint32N(3)}}
	for range r.IntN(size) {
		o.Calls[r.Uint32N(uint32(size))] = 1 << r.IntN(12)
	}
	return p, o
}

// rounding bounds the difference between the weight of a run and of its numbers.
const rounding = Whole / 1000000

// TestOptimal compares the trees for up to 7 runs with all trees.
func TestOptimal(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 23))
	for i := range 1500 {
		p, o := small(r, 2+i%6, 11)
		got, want := costOf(t, Build(p, o), p, o, 11), exhaustive(p, o, 11)
		if got > want+rounding || got < want-rounding {
			t.Fatalf("%v under %v costs %d, the best tree %d", p, o, got, want)
		}
	}
}

// TestExcess compares the trees for up to 11 runs with all trees. They are optimal too:
// with the numbers inside of their runs they fit into one window.
func TestExcess(t *testing.T) {
	r := rand.New(rand.NewPCG(29, 31))
	const sets = 120
	var sum, worst float64
	for i := range sets {
		p, o := small(r, 8+i%4, 15)
		excess := float64(costOf(t, Build(p, o), p, o, 15))/float64(exhaustive(p, o, 15)) - 1
		sum += excess
		worst = max(worst, excess)
	}
	t.Logf("8 to 11 runs: %.4f%% more than the best tree on average, %.4f%% at worst", 100*sum/sets, 100*worst)
	if worst > 1e-6 {
		t.Errorf("not all are the best")
	}
}

// exact returns the least cost of a tree for runs in one window of any size.
func exact(runs []Run) int64 {
	windows, weights := make([]window, len(runs)), make([]int64, 1<<len(runs)/2)
	for i := len(runs) - 1; i >= 0; i-- {
		windows[i] = newWindow(runs[i:], windows[i+1:], make([]int64, len(weights)), weights)
	}
	return windows[0].costs[(set(1)<<len(runs)-1).index()] / codes
}

// TestSpans measures the excess of dividing spans by thresholds alone over one window for
// all runs.
func TestSpans(t *testing.T) {
	r := rand.New(rand.NewPCG(37, 41))
	const sets = 40
	var sum, worst float64
	for i := range sets {
		p, o := small(r, smallRuns+1+i%3, 34)
		runs := o.Weigh(p)
		best := exact(runs)
		excess := float64(newSpans(runs, windowRuns).costs[len(runs)][0])/float64(best) - 1
		if excess < 0 {
			t.Fatalf("%v costs less than the best", p)
		}
		sum += excess
		worst = max(worst, excess)
	}
	t.Logf("17 to 19 runs: %.3f%% more than one window for all on average, %.1f%% at worst", 100*sum/sets, 100*worst)
	if sum/sets > 0.01 || worst > 0.10 {
		t.Errorf("the average excess is over 1%%, or the worst over 10%%")
	}
}

// TestHalves measures the excess of halving more than spanRuns runs.
func TestHalves(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 47))
	p, o := decision.Uniform(decision.Denied), Objective{Calls: map[uint32]int{}, Table: interval.Interval{First: 0, Last: 2999}}
	for range 350 {
		n := r.Uint32N(3000)
		p = p.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
		o.Calls[n] = 1 << r.IntN(10)
	}
	runs := o.Weigh(p)
	if len(runs) <= spanRuns {
		t.Fatalf("%d runs are not halved", len(runs))
	}
	whole := newSpans(runs, windowRuns).costs[len(runs)][0]
	got := costOf(t, Build(p, o), p, o, 3000)
	t.Logf("%d runs, halved: %.2f%% more than in one", len(runs), 100*(float64(got)/float64(whole)-1))
	if float64(got) > 1.02*float64(whole) {
		t.Errorf("halving costs over 2%%")
	}
}

// BenchmarkBuild builds trees for partitions of several sizes.
func BenchmarkBuild(b *testing.B) {
	for _, size := range []int{40, 90, 400, 2000} {
		r := rand.New(rand.NewPCG(53, uint64(size)))
		p := decision.Uniform(decision.Denied)
		for len(p) < size {
			n := r.Uint32N(1 << 16)
			p = p.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
		}
		o := Objective{Table: interval.Interval{First: 0, Last: 1<<16 - 1}}
		b.Run(map[int]string{40: "40", 90: "90", 400: "400", 2000: "2000"}[size], func(b *testing.B) {
			for b.Loop() {
				Build(p, o)
			}
		})
	}
}
