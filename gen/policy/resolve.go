package policy

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Resolved holds a profile on one architecture as lists of alternatives. It is for formats
// with a rule per row: a [decision.Decision] has only sets and verdicts.
type Resolved struct {
	Arch *arch.Arch
	// Violation is the return value for inputs without a true alternative.
	Violation uint32
	// Unknown is the return value for numbers newer than the baseline without any
	// alternative, unless AllowNewer.
	Unknown uint32
	// AllowByDefault reports whether the profile also allows numbers without a syscall,
	// AllowNewer whether it allows those newer than the baseline. A syscall of the catalog
	// without an alternative is then a violation.
	AllowByDefault, AllowNewer bool
	// Syscalls holds the syscalls with an alternative, ascending by name.
	Syscalls []ResolvedSyscall
	// Removed holds the last row of the profile that removed the alternatives of a syscall, by
	// the name of the syscall, if it has none.
	Removed map[string]*Row
}

// ResolvedSyscall is a number and its alternatives. The first with a true condition
// decides.
type ResolvedSyscall struct {
	*catalog.Syscall
	Number       uint32
	Alternatives []Alternative
}

// Alternative is what one row adds to one number.
type Alternative struct {
	// Row is the rule, perhaps of an included profile. It is nil for the last alternative
	// of a multiplexer with every operation allowed. This one allows the selectors without
	// an operation, because the kernel refuses them itself.
	Row *Row
	// By is the row of the profile itself: Row, or the row @NAME that includes it.
	By *Row
	// Action is the return value.
	Action uint32
	// When holds the arguments with a true condition. For an operation of a multiplexer
	// it holds the operation's selectors.
	When argset.Set
	// Tests separate the arguments in When from all others.
	Tests []argset.Test
}

// Line returns the line of the row in its file.
func (r *Row) Line() int { return r.line.Number }

// File returns the name of the row's file.
func (r *Row) File() string { return r.line.File }

// Error returns an error at the syscall of the row.
func (r *Row) Error(what, hint string) csvfile.Error { return r.line.At(colSyscall, what, hint) }

// Resolve returns the alternatives of a profile on a, one of the architectures selected
// for [Policy.Decide]. Their sets belong to d.Space.
func (d Decisions) Resolve(p *Profile, a *arch.Arch) Resolved {
	for r := range d.policy.resolvers(newReport([]*arch.Arch{a}), d.Space, a) {
		if r.profile == p {
			return r.resolved()
		}
	}
	panic("a profile of another policy: " + p.Name)
}

// Resolver returns [Decisions.Resolve] for several profiles. It resolves all on an architecture
// at once.
func (d Decisions) Resolver() func(p *Profile, a *arch.Arch) Resolved {
	all := make(map[*arch.Arch]map[*Profile]Resolved)
	return func(p *Profile, a *arch.Arch) Resolved {
		if all[a] == nil {
			all[a] = make(map[*Profile]Resolved)
			for r := range d.policy.resolvers(newReport([]*arch.Arch{a}), d.Space, a) {
				all[a][r.profile] = r.resolved()
			}
		}
		return all[a][p]
	}
}

// resolved returns the alternatives for export.
func (r *resolver) resolved() Resolved {
	verdicts := r.newVerdicts().list
	out := Resolved{Arch: r.a, Violation: verdicts[decision.Denied].Action, Unknown: verdicts[decision.Unknown].Action, AllowByDefault: r.allowByDefault, AllowNewer: r.allowNewer(), Removed: make(map[string]*Row)}
	for i := range r.catalog.Syscalls {
		s := &r.catalog.Syscalls[i]
		list := r.deciding(s)
		if len(list) == 0 {
			if row := r.removed[s.Name]; row != nil {
				out.Removed[s.Name] = row
			}
			continue
		}
		n, _ := s.Number(r.a)
		next := ResolvedSyscall{Syscall: s, Number: n}
		undecided, allowed := argset.All, argset.None
		for _, x := range list {
			if x.Action == action.Allow {
				allowed = r.space.Or(allowed, r.space.And(undecided, x.When))
			}
			undecided = r.space.Minus(undecided, x.When)
			x.Alternative.By = x.by
			next.Alternatives = append(next.Alternatives, x.Alternative)
		}
		if r.allowsWhole(s, allowed) {
			next.Alternatives = append(next.Alternatives, Alternative{Action: action.Allow, When: undecided})
		}
		out.Syscalls = append(out.Syscalls, next)
	}
	return out
}

// allowsWhole reports whether a multiplexer can be allowed for all arguments: its rows
// allow the selectors of each of its operations, and no row names the multiplexer itself.
// The kernel refuses all other selectors, and caches only numbers with all arguments
// allowed.
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
