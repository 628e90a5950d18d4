// Package interval holds intervals of syscall numbers.
//
// Numbers are 32 bits wide, and an [Interval] includes both ends, as the whole range
// has no end in 32 bits. Package decision gives intervals verdicts.
package interval

import (
	"cmp"
	"math"
	"slices"
)

// Interval holds the numbers from First to Last, both included.
type Interval struct {
	First, Last uint32
}

// Whole holds all numbers.
var Whole = Interval{0, math.MaxUint32}

// Contains reports whether n lies in i.
func (i Interval) Contains(n uint32) bool { return i.First <= n && n <= i.Last }

// Split divides i into the numbers less than k and the others. okBelow and okFrom report
// whether they are not empty.
func (i Interval) Split(k uint32) (below, from Interval, okBelow, okFrom bool) {
	if i.First < k {
		below, okBelow = Interval{i.First, min(i.Last, k-1)}, true
	}
	if i.Last >= k {
		from, okFrom = Interval{max(i.First, k), i.Last}, true
	}
	return
}

// Union returns the union of intervals: ascending, with gaps between them.
func Union(list []Interval) []Interval {
	list = slices.SortedFunc(slices.Values(list), func(a, b Interval) int { return cmp.Compare(a.First, b.First) })
	var out []Interval
	for _, i := range list {
		// The difference cannot overflow; Last+1 could.
		if n := len(out); n > 0 && (i.First <= out[n-1].Last || i.First-out[n-1].Last == 1) {
			out[n-1].Last = max(out[n-1].Last, i.Last)
			continue
		}
		out = append(out, i)
	}
	return out
}
