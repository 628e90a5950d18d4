package tables

import "iter"

// Profile is a set of system calls and the program that allows it. It is a small
// value that can be copied and compared; it is made by generated code. The zero
// Profile holds nothing and has no program.
type Profile struct {
	data *ProfileData
}

// ProfileData is what the generator writes for a profile on one architecture. It
// must not change once [MakeProfile] has taken it.
type ProfileData struct {
	// Name is the profile's name, in lower case with hyphens.
	Name string
	// Description is what the profile is for, in a few words.
	Description string
	// Violation is the action for calls that the profile does not hold, Unknown that
	// for numbers newer than the tables, unless a filter has others: values of
	// SECCOMP_RET_*.
	Violation, Unknown uint32
	// Allowed is the numbers that the program allows, ascending, with a gap
	// between neighbours: for all arguments, or for some.
	Allowed []Range
	// Conditional is those of Allowed that the program allows for some arguments
	// only, Ended the numbers that it never allows but ends with an action other
	// than Violation, for some arguments at least.
	Conditional, Ended []Range
	// Selectors is what the program allows of multiplexers that it allows in part,
	// ascending by multiplexer.
	Selectors []Selector
	// Program is the filter.
	Program Program
}

// Selector is a call that a multiplexer makes, as socketcall makes socket.
type Selector struct {
	Multiplexer, Call Syscall
	// Value is what argument 0 of the multiplexer has under Mask.
	Mask, Value uint32
}

// MakeProfile returns the profile that d describes, for generated code to export.
func MakeProfile(d *ProfileData) Profile { return Profile{d} }

// Name returns p's name, such as io-heavy; "" for the zero Profile.
func (p Profile) Name() string {
	if p.data == nil {
		return ""
	}
	return p.data.Name
}

// Description returns what p is for, in a few words.
func (p Profile) Description() string {
	if p.data == nil {
		return ""
	}
	return p.data.Description
}

// ranges returns the numbers that p allows.
func (p Profile) ranges() []Range {
	if p.data == nil {
		return nil
	}
	return p.data.Allowed
}

// Allows reports whether p's program allows s. A pseudo-number is allowed if one of
// the [Syscall.Ways] to do what it stands for is.
func (p Profile) Allows(s Syscall) bool {
	allows := false
	s.ways(2, func(w Syscall) bool {
		allows = p.allowsNumber(w)
		return s.pseudo() && !allows
	})
	return allows
}

func (p Profile) allowsNumber(s Syscall) bool {
	ranges := p.ranges()
	lo, hi := 0, len(ranges)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if ranges[mid].Last < s {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(ranges) && ranges[lo].First <= s
}

// Len returns how many system calls of this architecture p allows. Numbers that
// the tables do not know are not counted, though [AllowAll] allows them.
func (p Profile) Len() int {
	n := 0
	for r := range p.known() {
		n += int(r.Last-r.First) + 1
	}
	return n
}

// All returns the system calls of this architecture that p allows, ascending.
func (p Profile) All() iter.Seq[Syscall] {
	return func(yield func(Syscall) bool) {
		for r := range p.known() {
			for s := r.First; s <= r.Last; s++ {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// known returns the parts of p's ranges that are system calls of this
// architecture.
func (p Profile) known() iter.Seq[Range] {
	return func(yield func(Range) bool) {
		for _, a := range p.ranges() {
			for _, k := range known {
				both := Range{max(a.First, k.First), min(a.Last, k.Last)}
				if both.First <= both.Last && !yield(both) {
					return
				}
			}
		}
	}
}
