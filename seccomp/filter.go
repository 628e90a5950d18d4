package seccomp

import (
	"iter"
	"syscall"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// The predicates of Filter and Profile. Those in the first group resolve a pseudo-number to
// its entry points, the others take a number or a bit of a set. "allowed" means: for some
// arguments.
//
//	Filter.Allowed(s)            allowed
//	Profile.Allows(s)            allowed by the profile, without Allow and Block
//
//	Filter.allowsNumber(s)       allowed
//	Filter.profileAllows(s)      allowed by the profile, and Block left it a selector
//	Filter.added(s)              allowed by Allow, unless Block names it
//	Filter.listed(bit)           allowed, and a syscall of the tables or added: see All
//	Filter.allowsSelector(m, s)  the profile allows s by a selector of m, not blocked
//	Filter.allBlocked(m)         the profile allows selectors of m, all blocked
//	Profile.AllowsNumber(s)      allowed by the profile, without Allow and Block
//	Profile.Conditional(s)       allowed by the profile, and refused for other arguments
//	Profile.Overrides(s)         the profile has an action other than allow and violation

// Filter is a profile with changes. It is a plain value: copy it freely. Filters with the
// same history are equal. The zero Filter has no profile and cannot be installed.
//
// Concurrent calls are safe only without a change among them.
type Filter struct {
	profile tables.Profile
	allowed set
	blocked set
	// partlyBlocked holds multiplexers with some, but not all, operations blocked. For
	// them the profile decides the others, and Allow changes nothing.
	partlyBlocked set
	// selectors holds the blocked selectors of the profile: see selectorBit.
	selectors uint64
	// compat holds the blocked numbers of the companion ABI: see compatBit.
	compat    [tables.CompatSize / 64]uint64
	violation Action
	// unknown is the action of OnUnknown, or the profile's: see unknownAction.
	unknown    Action
	unknownSet bool
	// refused is the first syscall without effect in Allow or Block, refusal the reason.
	refusal *filterError
	refused tables.Syscall
}

// New returns a filter with the verdicts of p.
func New(p tables.Profile) Filter {
	return Filter{profile: p, violation: fromReturn(p.Violation()), unknown: fromReturn(p.Unknown()), unknownSet: !p.UnknownDefault()}
}

// Allow allows operations: each syscall with its variants. On 386, SYS_MMAP allows mmap2,
// and SYS_MMAP2 allows mmap: the name of a variant stands for the operation, unlike in a
// rule of a policy.
// It allows them for all arguments, and overrides conditions of the profile. It ignores
// operations without an entry point on this architecture. Block wins, before or after.
//
// A multiplexer is allowed by its own name alone. An operation without another entry point,
// such as accept on 386 and s390x, makes [Filter.Validate] fail: allow SYS_SOCKETCALL, and
// with it all socket operations.
func (f *Filter) Allow(syscalls ...tables.Syscall) {
	for _, s := range syscalls {
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

// Block blocks operations for all arguments: each syscall with all its entry points. On arm,
// SYS_MMAP blocks mmap2. The name of a variant stands for the operation, unlike in a rule of
// a policy: on 386, SYS_OLDFSTAT blocks fstat and fstat64. Block wins over Allow, in any
// order, and ignores operations without an entry point on this architecture, such as
// SYS_OPEN on arm64.
//
// A blocked syscall meets the violation action, or the profile's own action for it if that
// is stricter for some arguments.
//
// A syscall that does the same job with different arguments is a separate operation:
// SYS_OPENAT leaves open and openat2, SYS_ACCEPT leaves accept4. No filter sees the
// operations of io_uring: where the profile allows SYS_IO_URING_SETUP, as allow-all does,
// block it together with SYS_SOCKET or SYS_OPENAT.
//
// The built-in profiles do not filter multiplexers: SYS_SOCKET on 386 blocks socketcall,
// and every socket operation of Go and libc through it. If a policy filters a multiplexer
// by selector, only the named operation is blocked. The others keep the profile's verdict,
// and Allow cannot change it.
//
// In a policy compiled with -compat, Block also blocks the entry points of the companion
// ABI, multiplexers whole, at two instructions each. Allow does not change that ABI.
func (f *Filter) Block(syscalls ...tables.Syscall) {
	for _, s := range syscalls {
		// Range loops over s.Variants() and s.Multiplexers() would add a kilobyte to every
		// program.
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

// blockCompat blocks the entry points of s in the companion ABI, multiplexers whole.
func (f *Filter) blockCompat(s tables.Syscall) {
	for _, c := range f.profile.Compat() {
		if c.Call != s {
			continue
		}
		// Validate refuses a profile with more.
		if bit := f.compatBit(c.Number); bit < int(tables.CompatSize) {
			f.compat[bit/64] |= 1 << (bit % 64)
		}
	}
}

// compatBit returns the bit of a number of the companion ABI: the index of the first entry
// with this number. A multiplexer has several.
func (f *Filter) compatBit(number uint32) int {
	first := 0
	for f.profile.Compat()[first].Number != number {
		first++
	}
	return first
}

// blockThrough blocks the operation s of the multiplexer m: the selectors of s, or m itself
// if the profile does not filter it by selector.
func (f *Filter) blockThrough(m, s tables.Syscall) {
	_, overridden := f.profile.Overrides(m)
	whole := !f.profile.Conditional(m) && (f.profile.AllowsNumber(m) || overridden)
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
		f.partlyBlocked.add(m)
	}
}

// blockedAction returns the action for a blocked syscall: the violation action, or the
// profile's own if overridden and stricter.
func (f *Filter) blockedAction(own uint32, overridden bool) Action {
	if overridden {
		return f.violation.stricter(fromReturn(own))
	}
	return f.violation
}

// selectorBit returns the bit of selector i: the first with its value, as send and sendto
// share one.
func (f *Filter) selectorBit(i int) uint64 {
	list := f.profile.Selectors()
	first := 0
	for list[first].Multiplexer != list[i].Multiplexer || list[first].Value != list[i].Value {
		first++
	}
	return 1 << first
}

// allowsSelector reports whether the profile allows the operation s by a selector of m, not
// blocked.
func (f *Filter) allowsSelector(m, s tables.Syscall) bool {
	for i, l := range f.profile.Selectors() {
		if l.Multiplexer == m && l.Call == s && l.Allowed && f.selectors&f.selectorBit(i) == 0 {
			return true
		}
	}
	return false
}

// allBlocked reports whether the profile allows selectors of m, all of them blocked.
func (f *Filter) allBlocked(m tables.Syscall) bool {
	found := false
	for i, l := range f.profile.Selectors() {
		if l.Multiplexer == m && l.Allowed {
			if f.selectors&f.selectorBit(i) == 0 {
				return false
			}
			found = true
		}
	}
	return found
}

// checkKnown refuses numbers from 1<<31 on, other than the pseudo-numbers of the tables.
func (f *Filter) checkKnown(s tables.Syscall) {
	if s >= 1<<31 && !s.Absent() {
		f.refuse(s, errNoCall)
	}
}

// refuse records the first syscall without effect, for Validate.
func (f *Filter) refuse(s tables.Syscall, why *filterError) {
	if f.refusal == nil {
		f.refusal, f.refused = why, s
	}
}

// Allowed reports whether f allows s for some arguments. For an existing syscall its own
// number decides, not its variants and multiplexers. A pseudo-number is allowed through any
// of its entry points ([tables.Syscall.EntryPoints]); a multiplexer filtered by selector
// counts if the selector of s is allowed.
func (f *Filter) Allowed(s tables.Syscall) bool {
	if s.Exists() {
		return f.allowsNumber(s)
	}
	for e := range s.Variants() {
		if f.allowsNumber(e) {
			return true
		}
	}
	for m := range s.Multiplexers() {
		if f.allowsNumber(m) && (f.added(m) || !f.profile.Conditional(m) || f.allowsSelector(m, s)) {
			return true
		}
	}
	return false
}

// allowsNumber reports whether f allows the number s for some arguments.
func (f *Filter) allowsNumber(s tables.Syscall) bool {
	return !f.blocked.has(s) && (f.added(s) || f.profileAllows(s))
}

// profileAllows reports whether the profile allows the number s for some arguments, and
// Block left it a selector.
func (f *Filter) profileAllows(s tables.Syscall) bool {
	return f.profile.AllowsNumber(s) && !(tables.HasMultiplexers && f.allBlocked(s))
}

// added reports whether Allow allows the number s, unless Block names it.
func (f *Filter) added(s tables.Syscall) bool {
	return f.allowed.has(s) && !f.partlyBlocked.has(s)
}

// Len counts the syscalls of [Filter.All].
func (f *Filter) Len() int {
	n := 0
	for range f.All() {
		n++
	}
	return n
}

// All returns the syscalls with some arguments allowed by f, ascending: the existing ones of
// the profile, and those added by Allow.
func (f *Filter) All() iter.Seq[tables.Syscall] {
	return func(yield func(tables.Syscall) bool) {
		for bit := range setBits {
			if f.listed(bit) && !yield(at(bit)) {
				return
			}
		}
	}
}

// listed reports whether the syscall of a bit is in [Filter.All]: allowsNumber, and the
// syscall exists or is added. By these names it would add a kilobyte to every program.
func (f *Filter) listed(bit uint16) bool {
	switch word, mask := bit/64, uint64(1)<<(bit%64); {
	case f.blocked[word]&mask != 0:
		return false
	case f.allowed[word]&^f.partlyBlocked[word]&mask != 0:
		return true
	}
	s := at(bit)
	return s.Exists() && f.profileAllows(s)
}

// Blocked returns the blocked numbers, ascending: syscalls, their variants, and multiplexers
// blocked whole.
func (f *Filter) Blocked() iter.Seq[tables.Syscall] {
	return func(yield func(tables.Syscall) bool) {
		for bit := range setBits {
			if s := at(bit); f.blocked.has(s) && !yield(s) {
				return
			}
		}
	}
}

// Profile returns the profile given to [New].
func (f *Filter) Profile() tables.Profile { return f.profile }

// OnViolation replaces the profile's action for violations. Other actions of the profile
// stay, and a blocked syscall meets the stricter of the two.
//
// [Log] is for finding what a profile lacks. With it unknown numbers are logged too, and
// proceed, unless OnUnknown or a row unknown of the policy sets their action.
func (f *Filter) OnViolation(a Action) { f.violation = a }

// Violation returns the action for violations.
func (f *Filter) Violation() Action { return f.violation }

// OnUnknown replaces the profile's action for unknown numbers: those from 424 on, plus the
// base of the table, without a rule. It changes nothing under allow-all, which allows them.
func (f *Filter) OnUnknown(a Action) { f.unknown, f.unknownSet = a, true }

// unknownAction returns the action for unknown numbers. Inlined, it would be longer than a
// call.
//
//go:noinline
func (f *Filter) unknownAction() Action {
	switch {
	case f.unknownSet:
		return f.unknown
	case f.violation == Log:
		return Log
	}
	return Errno(syscall.ENOSYS)
}

// Validate reports why f cannot be installed: no profile; an invalid action; a syscall that
// does not exist here; too many selectors or syscalls of the companion ABI; or a filter that
// would allow nothing. The last check is skipped for the profile unrestricted and for
// violation actions that let syscalls proceed ([Log], [Trace], [UserNotify]).
func (f *Filter) Validate() error {
	switch {
	case f.profile == tables.Profile{}:
		return errNoProfile
	case tables.HasMultiplexers && len(f.profile.Selectors()) > maxSelectors, len(f.profile.Compat()) > int(tables.CompatSize):
		return errTooMany
	case f.refusal != nil:
		return &CallError{uintptr(f.refused), f.refusal}
	}
	for _, a := range [...]Action{f.violation, f.unknownAction()} {
		if a.entry() == nil {
			return errAction
		}
	}
	if f.profile.Name() == exempt || f.violation.mayProceed() {
		return nil
	}
	for bit := range setBits {
		if f.listed(bit) {
			return nil
		}
	}
	return errEmpty
}

// maxSelectors is the size of Filter.selectors in bits.
const maxSelectors = 64

// exempt names a profile. A filter of it may allow nothing.
const exempt = "unrestricted"
