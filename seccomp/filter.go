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
	profile   tables.Profile
	allowed   set
	blocked   set
	violation Action
	unknown   Action
	// refusal is why Allow or Block could not take refused, the first such call.
	refusal *filterError
	refused tables.Syscall
}

// New returns the filter that is p, unchanged.
func New(p tables.Profile) Filter {
	return Filter{profile: p, violation: KillProcess, unknown: defaultUnknown}
}

// Allow allows operations: each call with its variants, so that SYS_MMAP allows
// mmap2 where that is the entry. What the architecture has no entry for is
// ignored, as it cannot be called. A call that is blocked, before or after, stays
// blocked.
//
// A multiplexer such as socketcall is allowed by its own name alone. An operation
// that it alone can reach, such as accept on 386, cannot be allowed without it:
// [Filter.Validate] says so.
func (f *Filter) Allow(calls ...tables.Syscall) {
	for _, s := range calls {
		entries := 0
		for e := range s.Entries() {
			entries++
			if !f.allowed.add(e) {
				f.refuse(e, errNoCall)
			}
		}
		if entries > 0 {
			continue
		}
		for range s.Ways() {
			f.refuse(s, errMultiplexed)
		}
	}
}

// Block blocks operations: each call with its variants, and the multiplexers that
// reach it, so that SYS_CONNECT blocks socketcall too. Blocking wins over
// allowing, in whatever order.
func (f *Filter) Block(calls ...tables.Syscall) {
	for _, s := range calls {
		// A loop over s.Ways() would put a kilobyte more into every program.
		s.Ways()(func(w tables.Syscall) bool {
			if !f.blocked.add(w) {
				f.refuse(w, errNoCall)
			}
			return true
		})
	}
}

// refuse keeps the first call that could not be taken, for Validate.
func (f *Filter) refuse(s tables.Syscall, why *filterError) {
	if f.refusal == nil {
		f.refusal, f.refused = why, s
	}
}

// Allowed reports whether f allows s. A pseudo-number is allowed if one of the ways
// to do what it stands for is ([tables.Syscall.Ways]).
func (f *Filter) Allowed(s tables.Syscall) bool {
	if s.Exists() {
		return f.allows(s)
	}
	for w := range s.Ways() {
		if f.allows(w) {
			return true
		}
	}
	return false
}

// allows reports whether f allows the number s.
func (f *Filter) allows(s tables.Syscall) bool {
	return !f.blocked.has(s) && (f.allowed.has(s) || f.profile.Allows(s))
}

// Len returns how many system calls [Filter.All] has.
func (f *Filter) Len() int {
	n := 0
	for range f.All() {
		n++
	}
	return n
}

// All returns the system calls that f allows, ascending: those of the profile
// that exist on this architecture, and those added by Allow.
func (f *Filter) All() iter.Seq[tables.Syscall] {
	return func(yield func(tables.Syscall) bool) {
		for bit := range setBits {
			if s := at(bit); f.lists(s) && !yield(s) {
				return
			}
		}
	}
}

// lists reports whether s is one of [Filter.All].
func (f *Filter) lists(s tables.Syscall) bool {
	return !f.blocked.has(s) && (f.allowed.has(s) || s.Exists() && f.profile.Allows(s))
}

// Blocked returns the numbers that Block has blocked, variants and multiplexers
// included, ascending.
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

// OnViolation sets what happens on a call that f blocks or does not hold.
func (f *Filter) OnViolation(a Action) { f.violation = a }

// Violation returns what happens on a call that f blocks or does not hold.
func (f *Filter) Violation() Action { return f.violation }

// OnUnknown sets what happens on a number that is newer than the tables. An action
// that makes the call, such as Log, makes on mips those of the kernel's other
// conventions too, which have higher numbers (n32 under n64).
func (f *Filter) OnUnknown(a Action) { f.unknown = a }

// Validate returns an error if f cannot be installed: it has no profile, an
// action is not valid, Allow or Block was given what is no system call of this
// architecture, or it allows nothing. The unrestricted profile may be blocked
// whole.
func (f *Filter) Validate() error {
	switch {
	case f.profile == tables.Profile{}:
		return errNoProfile
	case f.refusal != nil:
		return &CallError{uintptr(f.refused), f.refusal}
	}
	for _, a := range [...]Action{f.violation, f.unknown} {
		if !a.valid() {
			return errAction
		}
	}
	if f.profile.Name() == exempt {
		return nil
	}
	for bit := range setBits {
		if f.lists(at(bit)) {
			return nil
		}
	}
	return errEmpty
}

// exempt is the profile that may allow nothing.
const exempt = "unrestricted"
