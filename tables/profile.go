package tables

import "iter"

// Profile is a set of verdicts and their program: a tier, [AllowAll], or one made from a
// policy. It is a small value: copy and compare it freely. The zero Profile allows nothing
// and has no program.
type Profile struct {
	data *ProfileData
}

// ProfileData holds a profile for one architecture. It must not change after
// [MakeProfile]. For generated code.
type ProfileData struct {
	// Name is the profile's name, in lower case with hyphens.
	Name string
	// Description states the profile's purpose in a few words.
	Description string
	// Violation and Unknown are the actions of those verdicts, as SECCOMP_RET_* values. A
	// filter may replace them.
	Violation, Unknown uint32
	// UnknownDefault reports whether Unknown is the default: log if Violation is log, and
	// ENOSYS otherwise.
	UnknownDefault bool
	// Allowed holds the numbers with some or all arguments allowed, ascending, with a gap
	// between neighbours.
	Allowed []Range
	// Conditional holds the numbers of Allowed with other arguments refused.
	Conditional []Range
	// Overrides holds the numbers with an action other than allow and Violation for some
	// arguments; ascending.
	Overrides []Override
	// Selectors lists the multiplexed operations that are not always a violation,
	// grouped by multiplexer: at most 64.
	Selectors []Selector
	// Compat lists the syscalls of the companion ABI, ascending by Call; nil if the
	// program kills them. See [CompatSize].
	Compat []CompatCall
	// CompatOverrides holds Overrides for the numbers of the companion ABI.
	CompatOverrides []Override
	// CompatUnknown holds the unknown numbers of the companion ABI, ascending.
	CompatUnknown []Range
	// Program is the filter.
	Program Program
}

// CompatCall is an entry point of the companion ABI: there Number reaches the operation
// Call. For generated code.
type CompatCall struct {
	Call   Syscall
	Number uint32
}

// Override gives the numbers First to Last, both included, an action. For generated code.
type Override struct {
	First, Last Syscall
	// Action is a SECCOMP_RET_* value: the strictest for any arguments, other than allow
	// and the violation action.
	Action uint32
}

// Selector is an operation of a multiplexer, such as socket of socketcall. An operation
// with several selector values has a Selector for each. For generated code.
type Selector struct {
	Multiplexer, Call Syscall
	// Value is the multiplexer's first argument under Mask.
	Mask, Value uint32
	// Allowed reports whether the program allows the operation for some arguments.
	Allowed bool
	// Action is a SECCOMP_RET_* value: the strictest for any arguments, other than the
	// violation action.
	Action uint32
}

// MakeProfile returns the profile with data d. For generated code.
func MakeProfile(d *ProfileData) Profile { return Profile{d} }

// Name returns p's name, such as io-heavy; "" for the zero Profile.
func (p Profile) Name() string {
	if p.data == nil {
		return ""
	}
	return p.data.Name
}

// Description returns p's purpose in a few words.
func (p Profile) Description() string {
	if p.data == nil {
		return ""
	}
	return p.data.Description
}

// UnknownDefault reports whether [Profile.Unknown] is the default: log if [Profile.Violation]
// is log, and ENOSYS otherwise. A policy sets another action by a row unknown. For package
// seccomp.
func (p Profile) UnknownDefault() bool { return p.data != nil && p.data.UnknownDefault }

// Allows reports whether p allows s for some arguments. It allows a pseudo-number through
// any of its [Syscall.EntryPoints]; a multiplexer filtered by selector counts if p allows
// the selector of s.
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

// AllowsNumber reports whether p allows the number s for some arguments. Unlike
// [Profile.Allows], it is false for a pseudo-number.
func (p Profile) AllowsNumber(s Syscall) bool { return p.data != nil && within(p.data.Allowed, s) }

// Conditional reports whether p allows the number s for some arguments and refuses it for
// others.
func (p Profile) Conditional(s Syscall) bool { return p.data != nil && within(p.data.Conditional, s) }

// Overrides returns the strictest action of p for the number s, other than allow and
// [Profile.Violation], as a SECCOMP_RET_* value. ok is false if p has no such action.
func (p Profile) Overrides(s Syscall) (action uint32, ok bool) {
	if p.data == nil {
		return 0, false
	}
	return override(p.data.Overrides, s)
}

// CompatOverrides is [Profile.Overrides] for a number of the companion ABI.
func (p Profile) CompatOverrides(number uint32) (action uint32, ok bool) {
	if p.data == nil {
		return 0, false
	}
	return override(p.data.CompatOverrides, Syscall(number))
}

// CompatUnknown reports whether p decides a number of the companion ABI by
// [Profile.Unknown].
func (p Profile) CompatUnknown(number uint32) bool {
	return p.data != nil && within(p.data.CompatUnknown, Syscall(number))
}

// override returns the action of s in list.
func override(list []Override, s Syscall) (action uint32, ok bool) {
	for i := range list {
		if list[i].First <= s && s <= list[i].Last {
			return list[i].Action, true
		}
	}
	return 0, false
}

// Compat returns the entry points of the companion ABI, ascending by operation; nil if p
// kills its syscalls. The list belongs to p: do not change it.
func (p Profile) Compat() []CompatCall {
	if p.data == nil {
		return nil
	}
	return p.data.Compat
}

// Selectors returns the multiplexed operations that are not always a violation, grouped
// by multiplexer. The list belongs to p: do not change it.
func (p Profile) Selectors() []Selector {
	if p.data == nil {
		return nil
	}
	return p.data.Selectors
}

// selects reports whether p allows a selector of m for the operation s.
func (p Profile) selects(m, s Syscall) bool {
	for _, l := range p.Selectors() {
		if l.Multiplexer == m && l.Call == s && l.Allowed {
			return true
		}
	}
	return false
}

// Len counts the syscalls of [Profile.All].
func (p Profile) Len() int {
	n := 0
	for r := range p.known() {
		n += int(r.Last-r.First) + 1
	}
	return n
}

// All returns the existing syscalls with some arguments allowed by p, ascending. It leaves
// out unknown numbers, though [AllowAll] allows them.
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

// known returns the existing syscalls in p's ranges.
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
