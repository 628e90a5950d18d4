package tree

import (
	"math"
	"math/bits"
)

// A set is runs of a window: bit i stands for the window's run i. Sets begin with
// bit 0: one that does not is a set of a window further on.
type set uint32

// first and last return the lowest and the highest run of s.
func (s set) first() int { return bits.TrailingZeros32(uint32(s)) }
func (s set) last() int  { return 31 - bits.LeadingZeros32(uint32(s)) }

// below returns the runs of s before run i.
func (s set) below(i int) set { return s & (1<<i - 1) }

// choice is how a set or span is decided, and at what cost.
type choice struct {
	cost int64
	// test is a threshold at the start of run test if test > 0, an equality with
	// run ^test if test < 0, and no test, as all is of one verdict, if it is 0.
	test int16
}

// window is the sets of the runs that begin at one, each with its best tree.
//
// Only a run that is a single number can be taken out of a set, so that the sets
// which matter hold every other run between their ends.
type window struct {
	runs []Run
	best []choice
}

// newWindow solves the sets of runs. next is the windows that begin at the later
// ones: next[0] at runs[1].
func newWindow(runs []Run, next []window) window {
	w := window{runs: runs, best: make([]choice, 1<<len(runs))}
	// alike is the runs of the first one's verdict, which every set has.
	var ranges, alike set
	for i, r := range runs {
		if r.Verdict == runs[0].Verdict {
			alike |= 1 << i
		}
		if r.First != r.Last {
			ranges |= 1 << i
		}
	}
	weights := make([]int64, len(w.best))
	for s := set(1); int(s) < len(w.best); s += 2 {
		weights[s] = weights[s.below(s.last())] + runs[s.last()].Weight
		lacks := ranges.below(s.last()) &^ s
		if lacks != 0 || s&^alike == 0 {
			continue
		}
		w.best[s] = w.cheapest(s, next)
		w.best[s].cost += weights[s] + Price
	}
	return w
}

// cheapest returns the test after which the rest of s costs least, given the best
// of every smaller set.
func (w window) cheapest(s set, next []window) choice {
	best := choice{cost: math.MaxInt64}
	for rest, before := s, -1; rest != 0; rest &= rest - 1 {
		i := rest.first()
		if before >= 0 && w.runs[before].Verdict != w.runs[i].Verdict {
			if cost := w.best[s.below(i)].cost + w.from(s>>i<<i, next).cost; cost < best.cost {
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

// from returns the best of s, which may begin further on.
func (w window) from(s set, next []window) choice {
	if i := s.first(); i > 0 {
		return next[i-1].best[s>>i]
	}
	return w.best[s]
}
