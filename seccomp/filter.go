package seccomp

import (
	"iter"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// Filter is a profile with changes. It is a plain value: it can be copied, and
// two that decide alike because they were built alike are equal. The zero Filter
// has no profile and cannot be installed.
//
// Its methods are not safe for use while another goroutine changes it.
type Filter struct {
	profile tables.Profile
	allowed set
	blocked set
	// kept is the multiplexers of which Block took a call, and which it did not block
	// whole: the rest stays what it is in the profile, whatever Allow is given.
	kept set
	// selectors is the profile's selectors that are blocked: see selectorBit.
	selectors uint64
	// compat is the profile's calls of the 32-bit architecture that are blocked: see
	// compatBit.
	compat    [tables.CompatSize / 64]uint64
	violation Action
	unknown   Action
	// refusal is why Allow or Block could not take refused, the first such call.
	refusal *filterError
	refused tables.Syscall
}

// New returns the filter that is p, unchanged, with p's own actions.
func New(p tables.Profile) Filter {
	return Filter{profile: p, violation: fromReturn(p.Violation()), unknown: fromReturn(p.Unknown())}
}

// Allow allows operations: each call with its variants, so that SYS_MMAP allows
// mmap2 where that is the entry. It allows them for all arguments, also where the
// profile looks at arguments. What the architecture has no entry for is ignored, as
// it cannot be called. A call that is blocked, before or after, stays blocked.
//
// A multiplexer such as socketcall is allowed by its own name alone. An operation
// that it alone can reach, such as accept on 386, cannot be allowed without it:
// [Filter.Validate] says so.
func (f *Filter) Allow(calls ...tables.Syscall) {
	for _, s := range calls {
		f.checkKnown(s)
		entries := 0
		for e := range s.Variants() {
			entries++
			if !f.allowed.add(e) {
				f.refuse(e, errNoCall)
			}
		}
		if entries > 0 {
			continue
		}
		for range s.EntryPoints() {
			f.refuse(s, errMultiplexed)
		}
	}
}

// Block blocks operations for all arguments: each call with its variants, and the
// multiplexers that reach it, so that SYS_CONNECT blocks socketcall too. Blocking
// wins over allowing, in whatever order.
//
// A blocked syscall meets the violation action. Where the profile has a stricter
// action for it, for some arguments at least, it meets that one instead: Block never
// makes a verdict weaker.
//
// A call that takes other arguments to do alike is another operation, and stays:
// SYS_OPENAT leaves open and openat2, SYS_ACCEPT accept4. What the architecture cannot
// do at all, such as SYS_OPEN on arm64, is ignored.
//
// In a policy that decides the calls of 32-bit programs too, theirs are blocked as
// well, with two instructions each, multiplexers whole; Allow does not concern them.
//
// Of a multiplexer that the profile decides by its arguments only that call is
// blocked, and the rest stays what it is in the profile: Allow does not widen the
// multiplexer any more.
func (f *Filter) Block(calls ...tables.Syscall) {
	for _, s := range calls {
		// Loops over s.Variants() and s.Multiplexers() would put a kilobyte more into
		// every program.
		f.checkKnown(s)
		s.Variants()(func(e tables.Syscall) bool {
			if !f.blocked.add(e) {
				f.refuse(e, errNoCall)
			}
			return true
		})
		if tables.HasMultiplexers {
			s.Multiplexers()(func(m tables.Syscall) bool {
				f.blockThrough(m, s)
				return true
			})
		}
		if tables.CompatSize > 0 {
			f.blockCompat(s)
		}
	}
}

// blockCompat blocks s for programs of the 32-bit architecture, if the profile decides
// their calls: each number that makes it, multiplexers whole.
func (f *Filter) blockCompat(s tables.Syscall) {
	for _, c := range f.profile.Compat() {
		if c.Call != s {
			continue
		}
		// Validate refuses a profile that has more.
		if bit := f.compatBit(c.Number); bit < int(tables.CompatSize) {
			f.compat[bit/64] |= 1 << (bit % 64)
		}
	}
}

// compatBit returns the place of the first of the profile's calls of the 32-bit
// architecture that has a number: several are made by one.
func (f *Filter) compatBit(number uint32) int {
	first := 0
	for f.profile.Compat()[first].Number != number {
		first++
	}
	return first
}

// blockThrough blocks s as a call that the multiplexer m makes: the selectors of s, or m
// itself if the profile does not decide it by its arguments.
func (f *Filter) blockThrough(m, s tables.Syscall) {
	whole := !f.profile.Conditional(m) && (f.profile.AllowsNumber(m) || f.overrides(m))
	for i, l := range f.profile.Selectors() {
		if l.Multiplexer != m {
			continue
		}
		whole = false
		if l.Call == s {
			f.selectors |= f.selectorBit(i)
		}
	}
	if whole {
		f.blocked.add(m)
	} else {
		f.kept.add(m)
	}
}

// overrides reports whether the profile has an action of its own for the number s.
func (f *Filter) overrides(s tables.Syscall) bool {
	_, ok := f.profile.Overrides(s)
	return ok
}

// blockedAction returns the action for a blocked syscall: the violation action, unless
// the profile has one of its own that is stricter.
func (f *Filter) blockedAction(own uint32, overridden bool) Action {
	if overridden {
		return f.violation.stricter(fromReturn(own))
	}
	return f.violation
}

// selectorBit returns the bit of the first selector with the value of selector i:
// send has the same as sendto.
func (f *Filter) selectorBit(i int) uint64 {
	list := f.profile.Selectors()
	first := 0
	for list[first].Multiplexer != list[i].Multiplexer || list[first].Value != list[i].Value {
		first++
	}
	return 1 << first
}

// selects reports whether the profile allows the call s of the multiplexer m by a
// selector that is not blocked.
func (f *Filter) selects(m, s tables.Syscall) bool {
	for i, l := range f.profile.Selectors() {
		if l.Multiplexer == m && l.Call == s && l.Allowed && f.selectors&f.selectorBit(i) == 0 {
			return true
		}
	}
	return false
}

// exhausted reports whether the profile allows s, a multiplexer, in part, and all of
// that is blocked.
func (f *Filter) exhausted(s tables.Syscall) bool {
	found := false
	for i, l := range f.profile.Selectors() {
		if l.Multiplexer == s && l.Allowed {
			if f.selectors&f.selectorBit(i) == 0 {
				return false
			}
			found = true
		}
	}
	return found
}

// checkKnown refuses a number above all syscalls that is no pseudo-number of the tables.
func (f *Filter) checkKnown(s tables.Syscall) {
	if s >= 1<<31 && !s.Absent() {
		f.refuse(s, errNoCall)
	}
}

// refuse keeps the first call that could not be taken, for Validate.
func (f *Filter) refuse(s tables.Syscall, why *filterError) {
	if f.refusal == nil {
		f.refusal, f.refused = why, s
	}
}

// Allowed reports whether f allows s, for some arguments at least. Of a call that exists
// its number alone counts, though a variant or a multiplexer that is allowed may do the
// same. A pseudo-number is allowed if one of the ways to do what it stands for is
// ([tables.Syscall.EntryPoints]): a multiplexer that the profile allows in part must be allowed
// for that call.
func (f *Filter) Allowed(s tables.Syscall) bool {
	if s.Exists() {
		return f.allows(s)
	}
	for e := range s.Variants() {
		if f.allows(e) {
			return true
		}
	}
	for m := range s.Multiplexers() {
		if f.allows(m) && (f.adds(m) || !f.profile.Conditional(m) || f.selects(m, s)) {
			return true
		}
	}
	return false
}

// allows reports whether f allows the number s, for some arguments at least.
func (f *Filter) allows(s tables.Syscall) bool {
	return !f.blocked.has(s) && (f.adds(s) || f.holds(s))
}

// holds reports whether the profile allows the number s and Block has left it
// something.
func (f *Filter) holds(s tables.Syscall) bool {
	return f.profile.AllowsNumber(s) && !(tables.HasMultiplexers && f.exhausted(s))
}

// adds reports whether f allows the number s by Allow, unless it is blocked.
func (f *Filter) adds(s tables.Syscall) bool { return f.allowed.has(s) && !f.kept.has(s) }

// Len returns how many system calls [Filter.All] has.
func (f *Filter) Len() int {
	n := 0
	for range f.All() {
		n++
	}
	return n
}

// All returns the system calls that f allows, for some arguments at least,
// ascending: those of the profile that exist on this architecture, and those added
// by Allow.
func (f *Filter) All() iter.Seq[tables.Syscall] {
	return func(yield func(tables.Syscall) bool) {
		for bit := range setBits {
			if f.lists(bit) && !yield(at(bit)) {
				return
			}
		}
	}
}

// lists reports whether the system call of a bit is one of [Filter.All].
func (f *Filter) lists(bit uint16) bool {
	switch word, mask := bit/64, uint64(1)<<(bit%64); {
	case f.blocked[word]&mask != 0:
		return false
	case f.allowed[word]&^f.kept[word]&mask != 0:
		return true
	}
	s := at(bit)
	return s.Exists() && f.holds(s)
}

// Blocked returns the numbers that Block has blocked, ascending: variants too, and
// multiplexers that the profile does not decide by their arguments.
func (f *Filter) Blocked() iter.Seq[tables.Syscall] {
	return func(yield func(tables.Syscall) bool) {
		for bit := range setBits {
			if s := at(bit); f.blocked.has(s) && !yield(s) {
				return
			}
		}
	}
}

// Profile returns the profile that f began with.
func (f *Filter) Profile() tables.Profile { return f.profile }

// OnViolation sets what happens on a call that f blocks or does not hold, in place of
// the profile's own action. A syscall for which the profile has another action keeps
// it, and a blocked one meets the stricter of the two.
func (f *Filter) OnViolation(a Action) { f.violation = a }

// Violation returns what happens on a call that f blocks or does not hold.
func (f *Filter) Violation() Action { return f.violation }

// OnUnknown sets what happens on a number that is newer than the tables, in place of
// the profile's own action. It changes nothing under a profile that allows those, as
// allow-all does.
//
// Numbers of other calling conventions are not newer ones: x32 on amd64, the other two
// of o32, n64 and n32 on mips. They are killed, whatever this and the violation action
// are.
func (f *Filter) OnUnknown(a Action) { f.unknown = a }

// Validate returns an error if f cannot be installed: it has no profile or one with
// more selectors or calls of a 32-bit architecture than a filter can block, an action is
// not valid, Allow or Block was given what is no system call of this architecture, or it
// allows nothing. The unrestricted profile may be blocked whole, and any where a
// violation may be made all the same, as with Log.
func (f *Filter) Validate() error {
	switch {
	case f.profile == tables.Profile{}:
		return errNoProfile
	case tables.HasMultiplexers && len(f.profile.Selectors()) > maxSelectors, len(f.profile.Compat()) > int(tables.CompatSize):
		return errTooMany
	case f.refusal != nil:
		return &CallError{uintptr(f.refused), f.refusal}
	}
	for _, a := range [...]Action{f.violation, f.unknown} {
		if !a.valid() {
			return errAction
		}
	}
	if f.profile.Name() == exempt || f.violation.mayProceed() {
		return nil
	}
	for bit := range setBits {
		if f.lists(bit) {
			return nil
		}
	}
	return errEmpty
}

// maxSelectors is how many bits Filter.selectors has.
const maxSelectors = 64

// exempt is the profile that may allow nothing.
const exempt = "unrestricted"
