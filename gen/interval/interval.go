// Package interval divides the 32-bit range of system call numbers into
// intervals, and intervals into partitions: one verdict for every number.
package interval

import (
	"cmp"
	"fmt"
	"maps"
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

// Verdict is what a filter decides on a number.
type Verdict uint16

// The verdicts that every profile has. A policy has more, which are numbered on.
const (
	// Denied is a call that the profile does not hold, or a number that is
	// nothing: the violation action.
	Denied Verdict = iota
	// Allowed is a call that the profile holds.
	Allowed
	// Unknown is a number newer than the catalog: the unknown action.
	Unknown
	// Foreign is a number of another calling convention. It is killed, as a call of
	// another architecture is, whatever the policy and the filter.
	Foreign
	// Further is the first verdict of a policy's own.
	Further
)

func (v Verdict) String() string {
	if v >= Further {
		return fmt.Sprintf("verdict %d", uint16(v))
	}
	return [...]string{"denied", "allowed", "unknown", "foreign"}[v]
}

// Run is an interval of numbers that share a verdict.
type Run struct {
	Interval
	Verdict Verdict
}

// Partition is runs in ascending order that cover Whole without gap or overlap,
// neighbours differing in verdict.
type Partition []Run

// Uniform is the partition in which every number has verdict v.
func Uniform(v Verdict) Partition { return Partition{{Whole, v}} }

// Set returns p with the numbers of i given verdict v.
func (p Partition) Set(i Interval, v Verdict) Partition {
	out := make(Partition, 0, len(p)+2)
	for _, r := range p {
		if i.First > r.First && i.First <= r.Last {
			out = out.Append(Run{Interval{r.First, i.First - 1}, r.Verdict})
		}
		if r.Contains(i.First) {
			out = out.Append(Run{i, v})
		}
		if i.Last < r.Last && i.Last >= r.First {
			out = out.Append(Run{Interval{i.Last + 1, r.Last}, r.Verdict})
		}
		if i.First > r.Last || i.Last < r.First {
			out = out.Append(r)
		}
	}
	return out
}

// SetEach returns p with each number of a map given its verdict.
func (p Partition) SetEach(verdicts map[uint32]Verdict) Partition {
	numbers := slices.Sorted(maps.Keys(verdicts))
	var out Partition
	for _, r := range p {
		// next is the first number of r that is not in out.
		next := uint64(r.First)
		for ; len(numbers) > 0 && numbers[0] <= r.Last; numbers = numbers[1:] {
			n := numbers[0]
			if next < uint64(n) {
				out = out.Append(Run{Interval{uint32(next), n - 1}, r.Verdict})
			}
			out = out.Append(Run{Interval{n, n}, verdicts[n]})
			next = uint64(n) + 1
		}
		if next <= uint64(r.Last) {
			out = out.Append(Run{Interval{uint32(next), r.Last}, r.Verdict})
		}
	}
	return out
}

// Append returns p with r behind it, joined to the last run if they share a
// verdict.
func (p Partition) Append(r Run) Partition {
	if n := len(p); n > 0 && p[n-1].Verdict == r.Verdict {
		p[n-1].Last = r.Last
		return p
	}
	return append(p, r)
}

// Of returns the verdict of n.
func (p Partition) Of(n uint32) Verdict {
	lo, hi := 0, len(p)-1
	for lo < hi {
		mid := int(uint(lo+hi+1) >> 1)
		if p[mid].First <= n {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return p[lo].Verdict
}

// Where returns the intervals of verdict v, ascending.
func (p Partition) Where(v Verdict) []Interval {
	var out []Interval
	for _, r := range p {
		if r.Verdict == v {
			out = append(out, r.Interval)
		}
	}
	return out
}

// Check returns an error unless p is whole, ascending and without equal
// neighbours.
func (p Partition) Check() error {
	next := uint64(0)
	for i, r := range p {
		if uint64(r.First) != next || r.Last < r.First {
			return fmt.Errorf("run %d is %#x..%#x, expected it to begin at %#x", i, r.First, r.Last, next)
		}
		if i > 0 && p[i-1].Verdict == r.Verdict {
			return fmt.Errorf("runs %d and %d are both %v", i-1, i, r.Verdict)
		}
		next = uint64(r.Last) + 1
	}
	if next != 1<<32 {
		return fmt.Errorf("the last run ends at %#x, expected %#x", next, uint64(1)<<32)
	}
	return nil
}
