package decision

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// VerdictID is the index of a verdict in Decision.Verdicts.
type VerdictID uint16

// The verdicts of every profile. A policy's own verdicts follow.
const (
	// Denied is the violation action, for syscalls outside the profile and for unused
	// numbers.
	Denied VerdictID = iota
	// Allowed is for syscalls of the profile.
	Allowed
	// Unknown is the unknown action, for numbers newer than the catalog.
	Unknown
	// Foreign is for numbers of another calling convention. They are killed like
	// syscalls of another architecture. No policy and no filter changes this.
	Foreign
	// FirstPolicyVerdict is the first verdict of a policy.
	FirstPolicyVerdict
)

// String returns the name of a built-in verdict, or the number of another.
func (v VerdictID) String() string {
	if v >= FirstPolicyVerdict {
		return fmt.Sprintf("verdict %d", uint16(v))
	}
	return [...]string{"denied", "allowed", "unknown", "foreign"}[v]
}

// Run is an interval of numbers with one verdict.
type Run struct {
	interval.Interval
	Verdict VerdictID
}

// Partition lists runs in ascending order. They cover [interval.Whole] without gaps or
// overlaps, and neighbours differ in their verdict.
type Partition []Run

// Uniform returns the partition with verdict v for every number.
func Uniform(v VerdictID) Partition { return Partition{{interval.Whole, v}} }

// Set returns p with verdict v for the numbers of i.
func (p Partition) Set(i interval.Interval, v VerdictID) Partition {
	out := make(Partition, 0, len(p)+2)
	for _, r := range p {
		if i.First > r.First && i.First <= r.Last {
			out = out.Append(Run{interval.Interval{First: r.First, Last: i.First - 1}, r.Verdict})
		}
		if r.Contains(i.First) {
			out = out.Append(Run{i, v})
		}
		if i.Last < r.Last && i.Last >= r.First {
			out = out.Append(Run{interval.Interval{First: i.Last + 1, Last: r.Last}, r.Verdict})
		}
		if i.First > r.Last || i.Last < r.First {
			out = out.Append(r)
		}
	}
	return out
}

// SetEach returns p with the given verdicts for single numbers.
func (p Partition) SetEach(verdicts map[uint32]VerdictID) Partition {
	numbers := slices.Sorted(maps.Keys(verdicts))
	var out Partition
	for _, r := range p {
		// next is the first number of r missing in out.
		next := uint64(r.First)
		for ; len(numbers) > 0 && numbers[0] <= r.Last; numbers = numbers[1:] {
			n := numbers[0]
			if next < uint64(n) {
				out = out.Append(Run{interval.Interval{First: uint32(next), Last: n - 1}, r.Verdict})
			}
			out = out.Append(Run{interval.Interval{First: n, Last: n}, verdicts[n]})
			next = uint64(n) + 1
		}
		if next <= uint64(r.Last) {
			out = out.Append(Run{interval.Interval{First: uint32(next), Last: r.Last}, r.Verdict})
		}
	}
	return out
}

// Append returns p followed by r. It joins r with a last run of the same verdict.
func (p Partition) Append(r Run) Partition {
	if n := len(p); n > 0 && p[n-1].Verdict == r.Verdict {
		p[n-1].Last = r.Last
		return p
	}
	return append(p, r)
}

// Of returns the verdict of n.
func (p Partition) Of(n uint32) VerdictID {
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

// Where returns the intervals with verdict v in ascending order.
func (p Partition) Where(v VerdictID) []interval.Interval {
	var out []interval.Interval
	for _, r := range p {
		if r.Verdict == v {
			out = append(out, r.Interval)
		}
	}
	return out
}

// Check returns an error unless p is complete, ascending and without equal neighbours.
func (p Partition) Check() error {
	next := uint64(0)
	for i, r := range p {
		if uint64(r.First) != next || r.Last < r.First {
			return fmt.Errorf("run %d is %#x..%#x; want a start at %#x", i, r.First, r.Last, next)
		}
		if i > 0 && p[i-1].Verdict == r.Verdict {
			return fmt.Errorf("runs %d and %d are both %v", i-1, i, r.Verdict)
		}
		next = uint64(r.Last) + 1
	}
	if next != 1<<32 {
		return fmt.Errorf("the last run ends at %#x; want %#x", next, uint64(1)<<32)
	}
	return nil
}
