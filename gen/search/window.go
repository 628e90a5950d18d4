package search

import (
	"math"
	"math/bits"
)

// A set is a set of runs of a window: bit i stands for the window's run i. A set
// without bit 0 belongs to a later window.
type set uint32

// index returns the index of s among the sets with bit 0.
func (s set) index() int { return int(s >> 1) }

// first returns the lowest run of s.
func (s set) first() int { return bits.TrailingZeros32(uint32(s)) }

// below returns the runs of s before run i.
func (s set) below(i int) set { return s & (1<<i - 1) }

// code is a test of a set: a threshold at the start of run i is 2*i, an equality with run
// i is 2*i+1. 0 is a leaf: all runs share a verdict.
type code uint8

// codes is the unit of the costs of sets. A cost with a code added stays comparable, and of
// equal costs the lower code is less.
const codes = 64

// window holds the best tree of each set of consecutive runs.
//
// An equality removes a single number. A set can therefore lack a run between its
// ends only if the run is one number. All other sets are skipped.
type window struct {
	runs []Run
	// costs holds the cost of the tree for each set with run 0, by [set.index], and tests
	// its first test. Later windows overwrite the costs.
	costs []int64
	tests []code
}

// newWindow solves the sets of runs. next holds the later windows: next[0] starts at
// runs[1]. costs and weights have room for all sets with run 0.
func newWindow(runs []Run, next []window, costs, weights []int64) window {
	w := window{runs, costs, make([]code, 1<<len(runs)/2)}
	// alike holds the runs with the verdict of run 0, a member of every set.
	var ranges, alike set
	for i, r := range runs {
		if r.Verdict == runs[0].Verdict {
			alike |= 1 << i
		}
		if r.First != r.Last {
			ranges |= 1 << i
		}
	}
	for last := range runs {
		// Each set with this last run has all ranges before it, and some of the others.
		all := ranges.below(last) | 1<<last | 1
		free := (set(1)<<last - 1) &^ all
		for some := set(0); ; some = (some - free) & free {
			s := all | some
			weight := runs[last].Weight * codes
			if s != 1 {
				weight += weights[s.below(last).index()]
			}
			i := s.index()
			weights[i], costs[i] = weight, 0
			if s&^alike != 0 {
				best := w.cheapest(s, next)
				w.tests[i] = code(best % codes)
				costs[i] = best&^(codes-1) + weight + Price*codes
			}
			if some == free {
				break
			}
		}
	}
	return w
}

// cheapest returns the least cost of the two results of a test of s, and the code of the
// test. It needs the costs of all smaller sets.
func (w *window) cheapest(s set, next []window) int64 {
	best := int64(math.MaxInt64)
	if w.runs[0].First == w.runs[0].Last {
		best = from(s&^1, next) + 1
	}
	before := w.runs[0].Verdict
	for rest := s &^ 1; rest != 0; rest &= rest - 1 {
		i := rest.first()
		r := &w.runs[i]
		if r.Verdict != before {
			best = min(best, w.costs[s.below(i).index()]+from(rest, next)+int64(2*i))
		}
		before = r.Verdict
		if r.First == r.Last {
			best = min(best, w.costs[(s&^(1<<i)).index()]+int64(2*i+1))
		}
	}
	return best
}

// from returns the cost of s, a set without run 0, from a later window.
func from(s set, next []window) int64 {
	i := s.first()
	return next[i-1].costs[(s >> i).index()]
}
