package policy

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Resolved is a profile on one architecture before it is a decision: for each syscall of a
// row its alternatives, in order. It is for formats that list rules, as a decision has
// lost the rows.
type Resolved struct {
	Arch *arch.Arch
	// Violation is the return value for inputs that no alternative decides.
	Violation uint32
	// Unknown is the return value for syscalls newer than the catalog.
	Unknown uint32
	// AllowByDefault reports whether the profile also allows numbers without a syscall.
	AllowByDefault bool
	// Syscalls holds the syscalls with an alternative, ascending by name.
	Syscalls []ResolvedSyscall
}

// ResolvedSyscall is a number and its alternatives. The first whose condition holds
// decides.
type ResolvedSyscall struct {
	*catalog.Syscall
	Number       uint32
	Alternatives []Alternative
}

// Alternative is what one row adds to one number.
type Alternative struct {
	// Row is the rule, perhaps of an included profile. It is nil for the selectors of no
	// operation, in a multiplexer whose operations are all allowed: the kernel refuses
	// them, so the multiplexer can be allowed whole.
	Row *Row
	// Action is the return value.
	Action uint32
	// When is the condition: the arguments for which it holds. For an operation in a
	// multiplexer it is the operation's selectors.
	When argset.Set
	// Tests are enough to tell the arguments of When from others.
	Tests []argset.Test
}

// Line returns the line of the row in the file.
func (r *Row) Line() int { return r.line.Number }

// Resolve returns the alternatives of a profile on one of the architectures that were
// selected for [Policy.Decide]. The sets are of d.Space.
func (d Decisions) Resolve(p *Profile, a *arch.Arch) Resolved {
	for r := range d.policy.resolvers(newReport(d.policy.file, []*arch.Arch{a}), d.Space, a) {
		if r.profile == p {
			return r.resolved()
		}
	}
	panic("a profile of another policy: " + p.Name)
}

// resolved returns the alternatives for export.
func (r *resolver) resolved() Resolved {
	verdicts := r.newVerdicts().list
	out := Resolved{Arch: r.a, Violation: verdicts[decision.Denied].Action, Unknown: verdicts[decision.Unknown].Action, AllowByDefault: r.allowByDefault}
	for i := range r.catalog.Syscalls {
		s := &r.catalog.Syscalls[i]
		if len(r.alternatives[s.Name]) == 0 {
			continue
		}
		n, _ := s.Number(r.a)
		next := ResolvedSyscall{Syscall: s, Number: n}
		undecided, allowed := argset.All, argset.None
		for _, x := range r.alternatives[s.Name] {
			if x.Action == action.Allow {
				allowed = r.space.Or(allowed, r.space.And(undecided, x.When))
			}
			undecided = r.space.Minus(undecided, x.When)
			next.Alternatives = append(next.Alternatives, x.Alternative)
		}
		if r.allowsWhole(s, allowed) {
			next.Alternatives = append(next.Alternatives, Alternative{Action: action.Allow, When: undecided})
		}
		out.Syscalls = append(out.Syscalls, next)
	}
	return out
}

// allowsWhole reports whether a multiplexer is allowed for all arguments, given those
// that its rows allow: they are the selectors of all its operations at least, and no row
// is about the multiplexer itself. The kernel refuses other selectors. Its cache keeps
// numbers that are always allowed.
func (r *resolver) allowsWhole(s *catalog.Syscall, allowed argset.Set) bool {
	if !s.Multiplexer() || slices.ContainsFunc(r.alternatives[s.Name], func(x alternative) bool { return x.Row.syscall == s }) {
		return false
	}
	for _, operation := range s.Operations {
		if selectors, _ := selectorSet(r.space, s.Name, operation); r.space.Minus(selectors, allowed) != argset.None {
			return false
		}
	}
	return true
}
