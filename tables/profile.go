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
	// Conditional holds the numbers of Allowed that the program allows for some
	// arguments only.
	Conditional []Range
	// Overrides holds the numbers that meet, for some arguments at least, an action
	// other than allow and Violation; ascending.
	Overrides []Override
	// Selectors lists the multiplexed operations that are not always a violation,
	// grouped by multiplexer. Package seccomp takes 64 at most.
	Selectors []Selector
	// Compat is the calls of the 32-bit architecture that the program decides as well,
	// ascending by call; nil if it kills them. See [CompatSize].
	Compat []CompatCall
	// CompatOverrides is Overrides for the numbers of the 32-bit architecture.
	CompatOverrides []Override
	// Program is the filter.
	Program Program
}

// CompatCall says that on a 32-bit architecture, whose programs this one's kernel also
// runs, Number makes Call, be it among other things.
type CompatCall struct {
	Call   Syscall
	Number uint32
}

// Override is the numbers First to Last, both included, and an action.
type Override struct {
	First, Last Syscall
	// Action is the strictest action beside allow and the violation action that the
	// program returns for some arguments: a value of SECCOMP_RET_*.
	Action uint32
}

// Selector is an operation of a multiplexer, as socket is of socketcall. An operation
// with several values has a Selector for each.
type Selector struct {
	Multiplexer, Call Syscall
	// Value is the value of the multiplexer's first argument under Mask.
	Mask, Value uint32
	// Allowed reports whether the program allows the operation, for some arguments at
	// least.
	Allowed bool
	// Action is the strictest action beside the violation action that the program
	// returns for it: SECCOMP_RET_ALLOW if there is no other.
	Action uint32
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

// Allows reports whether p's program allows s, for some arguments at least. A
// pseudo-number is allowed if one of the [Syscall.EntryPoints] to do what it stands for is:
// a multiplexer that p allows in part must be allowed for that call.
func (p Profile) Allows(s Syscall) bool {
	if !s.pseudo() {
		return p.AllowsNumber(s)
	}
	for e := range s.Variants() {
		if p.AllowsNumber(e) {
			return true
		}
	}
	for m := range s.Multiplexers() {
		if p.AllowsNumber(m) && (!p.Conditional(m) || p.selects(m, s)) {
			return true
		}
	}
	return false
}

// AllowsNumber is [Profile.Allows] of a number alone: no pseudo-number is allowed.
func (p Profile) AllowsNumber(s Syscall) bool { return p.data != nil && within(p.data.Allowed, s) }

// Conditional reports whether p's program allows the number s for some arguments
// only.
func (p Profile) Conditional(s Syscall) bool { return p.data != nil && within(p.data.Conditional, s) }

// Overrides returns the strictest action beside allow and [Profile.Violation] that p's
// program returns for the number s, a value of SECCOMP_RET_*. ok is false if there is
// none.
func (p Profile) Overrides(s Syscall) (action uint32, ok bool) {
	if p.data == nil {
		return 0, false
	}
	return override(p.data.Overrides, s)
}

// CompatOverrides is [Profile.Overrides] for a number of the 32-bit architecture.
func (p Profile) CompatOverrides(number uint32) (action uint32, ok bool) {
	if p.data == nil {
		return 0, false
	}
	return override(p.data.CompatOverrides, Syscall(number))
}

// override returns the action for s in a list.
func override(list []Override, s Syscall) (action uint32, ok bool) {
	for i := range list {
		if list[i].First <= s && s <= list[i].Last {
			return list[i].Action, true
		}
	}
	return 0, false
}

// Compat returns the numbers by which the 32-bit architecture makes each call, ascending
// by call, if p's program decides those as well; nil if it kills them. The list is the
// profile's own and must not be changed.
func (p Profile) Compat() []CompatCall {
	if p.data == nil {
		return nil
	}
	return p.data.Compat
}

// Selectors returns the calls that do not meet [Profile.Violation] alone of multiplexers
// that p's program decides by their arguments, each multiplexer's together. The list is
// the profile's own and must not be changed.
func (p Profile) Selectors() []Selector {
	if p.data == nil {
		return nil
	}
	return p.data.Selectors
}

// selects reports whether p's program allows the call s of the multiplexer m, which
// it allows in part.
func (p Profile) selects(m, s Syscall) bool {
	for _, l := range p.Selectors() {
		if l.Multiplexer == m && l.Call == s && l.Allowed {
			return true
		}
	}
	return false
}

// Len returns how many system calls of this architecture p allows, for some
// arguments at least. Numbers that the tables do not know are not counted, though
// [AllowAll] allows them.
func (p Profile) Len() int {
	n := 0
	for r := range p.known() {
		n += int(r.Last-r.First) + 1
	}
	return n
}

// All returns the system calls of this architecture that p allows, for some
// arguments at least, ascending.
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
		if p.data == nil {
			return
		}
		for _, a := range p.data.Allowed {
			for _, k := range known {
				both := Range{max(a.First, k.First), min(a.Last, k.Last)}
				if both.First <= both.Last && !yield(both) {
					return
				}
			}
		}
	}
}
