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

// first and last return the lowest and highest run of s.
func (s set) first() int { return bits.TrailingZeros32(uint32(s)) }
func (s set) last() int  { return 31 - bits.LeadingZeros32(uint32(s)) }

// below returns the runs of s before run i.
func (s set) below(i int) set { return s & (1<<i - 1) }

// choice is the first test of the best tree for a set or span, and the tree's cost.
type choice struct {
	cost int64
	// test > 0 is a threshold at the start of run test, test < 0 an equality with run
	// ^test. 0 is a leaf: all runs share a verdict.
	test int16
}

// window holds the best tree of each set of consecutive runs.
//
// An equality removes a single number. A set can therefore lack a run between its
// ends only if the run is one number. All other sets are skipped.
type window struct {
	runs []Run
	// best holds the choice for each set with run 0, by [set.index].
	best []choice
}

// newWindow solves the sets of runs. next holds the later windows: next[0] starts at
// runs[1]. best and weights have room for all sets with run 0.
func newWindow(runs []Run, next []window, best []choice, weights []int64) window {
	w := window{runs, best}
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
			w.solve(all|some, alike, next, weights)
			if some == free {
				break
			}
		}
	}
	return w
}

// solve finds the choice for s, and its weight. It needs those of all smaller sets. alike
// holds the runs with the verdict of run 0.
func (w window) solve(s, alike set, next []window, weights []int64) {
	i := s.index()
	weights[i] = w.runs[s.last()].Weight
	if s != 1 {
		weights[i] += weights[s.below(s.last()).index()]
	}
	w.best[i] = choice{}
	if s&^alike != 0 {
		w.best[i] = w.cheapest(s, next)
		w.best[i].cost += weights[i] + Price
	}
}

// cheapest returns the test of s with the least cost of its two results. It needs the
// choices of all smaller sets.
func (w window) cheapest(s set, next []window) choice {
	best := choice{cost: math.MaxInt64}
	for rest, before := s, -1; rest != 0; rest &= rest - 1 {
		i := rest.first()
		if before >= 0 && w.runs[before].Verdict != w.runs[i].Verdict {
			if cost := w.best[s.below(i).index()].cost + w.from(s>>i<<i, next).cost; cost < best.cost {
				best = choice{cost, int16(i)}
			}
		}
		before = i
		if w.runs[i].First == w.runs[i].Last {
			if cost := w.from(s&^(1<<i), next).cost; cost < best.cost {
				best = choice{cost, int16(^i)}
			}
		}
	}
	return best
}

// from returns the choice for s, looking it up in a later window if s lacks run 0.
func (w window) from(s set, next []window) choice {
	if i := s.first(); i > 0 {
		return next[i-1].best[(s >> i).index()]
	}
	return w.best[s.index()]
}
