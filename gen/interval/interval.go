// Package interval divides the 32-bit range of system call numbers into
// intervals, and intervals into partitions: one verdict for every number.
package interval

import (
	"cmp"
	"math"
	"slices"
)

// Interval is the numbers First to Last, both included.
type Interval struct {
	First, Last uint32
}

// Whole is every 32-bit number.
var Whole = Interval{0, math.MaxUint32}

// Contains reports whether n lies in i.
func (i Interval) Contains(n uint32) bool { return i.First <= n && n <= i.Last }

// Split divides i at k into the numbers below k and those from k on. An empty
// side is not ok.
func (i Interval) Split(k uint32) (below, from Interval, okBelow, okFrom bool) {
	if i.First < k {
		below, okBelow = Interval{i.First, min(i.Last, k-1)}, true
	}
	if i.Last >= k {
		from, okFrom = Interval{max(i.First, k), i.Last}, true
	}
	return
}

// Union returns the numbers of all intervals as ascending intervals with gaps
// between them.
func Union(list []Interval) []Interval {
	list = slices.SortedFunc(slices.Values(list), func(a, b Interval) int { return cmp.Compare(a.First, b.First) })
	var out []Interval
	for _, i := range list {
		// A difference wraps where a sum would.
		if n := len(out); n > 0 && (i.First <= out[n-1].Last || i.First-out[n-1].Last == 1) {
			out[n-1].Last = max(out[n-1].Last, i.Last)
			continue
		}
		out = append(out, i)
	}
	return out
}
