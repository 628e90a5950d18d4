// Package interval provides intervals of 32-bit integers: syscall numbers and
// architectures.
package interval

import (
	"cmp"
	"math"
	"slices"
)

// Interval holds the integers from First to Last, both included.
type Interval struct {
	First, Last uint32
}

// Whole holds all 32-bit integers.
var Whole = Interval{0, math.MaxUint32}

// Contains reports whether n lies in i.
func (i Interval) Contains(n uint32) bool { return i.First <= n && n <= i.Last }

// Split divides i into the integers less than k and those from k on. okBelow and okFrom
// are false for an empty side.
func (i Interval) Split(k uint32) (below, from Interval, okBelow, okFrom bool) {
	if i.First < k {
		below, okBelow = Interval{i.First, min(i.Last, k-1)}, true
	}
	if i.Last >= k {
		from, okFrom = Interval{max(i.First, k), i.Last}, true
	}
	return
}

// Union returns the integers of all intervals as ascending intervals, with a gap between
// any two.
func Union(list []Interval) []Interval {
	list = slices.SortedFunc(slices.Values(list), func(a, b Interval) int { return cmp.Compare(a.First, b.First) })
	var out []Interval
	for _, i := range list {
		// Last+1 would overflow; the difference does not.
		if n := len(out); n > 0 && (i.First <= out[n-1].Last || i.First-out[n-1].Last == 1) {
			out[n-1].Last = max(out[n-1].Last, i.Last)
			continue
		}
		out = append(out, i)
	}
	return out
}
