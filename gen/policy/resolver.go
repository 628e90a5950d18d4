package policy

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// alternative is an [Alternative] of one number while rows are applied.
type alternative struct {
	Alternative
	// by is the row of this profile with the alternative: the rule, or the row @NAME that
	// includes it.
	by *Row
	// obstacle is the reason why the row's condition cannot be checked for this number, or
	// nil. It is no error if earlier rows decide all arguments: the alternative is then
	// shadowed.
	obstacle *obstacle
	shadowed bool
}

// resolver applies the rows of a profile on one architecture.
type resolver struct {
	*Policy
	*report
	space       *argset.Space
	a           *arch.Arch
	entryPoints entryPoints
	profile     *Profile
	// earlier holds the resolvers of the profiles before this one.
	earlier map[*Profile]*resolver
	// alternatives holds the alternatives so far by syscall, in the order of the rows.
	alternatives map[string][]alternative
	// decided holds the union of the conditions of a syscall's alternatives.
	decided map[string]argset.Set
	// removals holds, by syscall, removed alternatives with a refusal and an obstacle.
	removals map[string][]removal
	// removed holds the last row that removed the alternatives of a syscall.
	removed map[string]*Row
	// allowByDefault reports whether numbers without a syscall are allowed.
	allowByDefault bool
	// ownUnknown is the profile's row unknown, or nil.
	ownUnknown *Row
}

// removal is an alternative and the row that removed it. at is the row for messages: by, or
// the row that includes a hardened profile with it.
type removal struct {
	alternative
	by, at *Row
}

// shown returns the row of x for messages: the rule, or the row that includes it from a
// hardened profile.
func (x alternative) shown() *Row {
	if x.Row.File() == HardenedFile {
		return x.by
	}
	return x.Row
}

// named reports whether x is of another row than @allow-all.
func (x alternative) named() bool {
	return x.Row.kind != include || x.Row.builtIn.Name != profile.AllowAll
}

// applyRows applies the profile's rows in order.
func (r *resolver) applyRows() {
	for _, row := range r.profile.Rows {
		r.measure(row, r.space, func() { r.applyRow(row) })
	}
}

// deciding returns the alternatives of a syscall for its decision. With a row unknown,
// @allow-all alone does not decide a syscall newer than the baseline: a later version of
// the tables would allow more.
//
// In a multiplexer the condition on an operation cannot be checked. It is left out if the
// next row to decide the operation refuses the multiplexer itself:
//
//	p,socket,errno:EAFNOSUPPORT,family == AF_ALG,
//	p,socketcall,errno:ENOSYS,,
func (r *resolver) deciding(s *catalog.Syscall) []alternative {
	list := r.alternatives[s.Name]
	if n, _ := s.Number(r.a); r.a.Newer().Contains(n) && r.ownUnknown != nil && !slices.ContainsFunc(list, alternative.named) {
		return nil
	}
	if !s.Multiplexer() {
		return list
	}
	list = slices.Clone(list)
	for i := len(list) - 1; i >= 0; i-- {
		x := list[i]
		if x.Row.syscall == s || x.obstacle == nil || x.shadowed {
			continue
		}
		next := slices.IndexFunc(list[i+1:], func(y alternative) bool { return r.space.And(x.When, y.When) != argset.None })
		if next < 0 {
			continue
		}
		y := list[i+1+next]
		if y.Row.syscall == s && !action.MayProceed(y.Action) && r.space.Minus(x.When, y.When) == argset.None {
			list = slices.Delete(list, i, i+1)
		}
	}
	return list
}

func (r *resolver) applyRow(row *Row) {
	switch row.kind {
	case include:
		r.include(row)
	case addOperation:
		r.addOperation(row)
	case removeOperation:
		r.removeOperation(row, row.syscall.Name)
	case addGroup, removeGroup:
		r.applyGroup(row)
	case addEntryPoint, removeEntryPoint:
		if row.appliesTo(r.a) {
			r.applyEntryPoint(row)
		}
	case broken:
		r.meaning(row)
	}
}

// include adds the alternatives of an earlier profile, or the operations of a built-in one.
func (r *resolver) include(row *Row) {
	if row.profile != nil {
		r.includeProfile(row, r.earlier[row.profile])
		return
	}
	r.allowByDefault = r.allowByDefault || row.builtIn.Name == profile.AllowAll
	for i := range r.catalog.Syscalls {
		if s := &r.catalog.Syscalls[i]; len(s.Operations) == 0 && row.builtIn.Holds(s) {
			r.addToAll(row, s.Name)
		}
	}
}

// includeProfile adds the alternatives of an earlier profile. It leaves out those without a
// remainder, except refusals that a row of this profile bypasses, or allows by a condition:
// see checkBypasses and noteDifferences. The first for a syscall newer than the baseline stays
// too: with it @allow-all decides the syscall.
func (r *resolver) includeProfile(row *Row, other *resolver) {
	r.allowByDefault = r.allowByDefault || other.allowByDefault
	for i := range r.catalog.Syscalls {
		s := &r.catalog.Syscalls[i]
		open := s.Multiplexer() && slices.ContainsFunc(r.alternatives[s.Name], func(x alternative) bool { return x.opens(s) })
		excepted := slices.ContainsFunc(r.alternatives[s.Name], allowsByCondition)
		for _, x := range other.alternatives[s.Name] {
			x.by = row
			x.shadowed = r.shadows(s, x)
			if !x.shadowed || r.names(s, x) || !action.MayProceed(x.Action) && (excepted && !r.has(s, x.Row) || open && x.Row.syscall != s) {
				r.appendAlternative(s, x)
			}
		}
		r.space.Work(workAlternative * len(other.removals[s.Name]))
		for _, d := range other.removals[s.Name] {
			if d.by.File() == HardenedFile {
				d.at = row
			}
			r.removals[s.Name] = append(r.removals[s.Name], d)
		}
	}
}

// names reports whether x is the first alternative by another row than @allow-all, for a
// syscall newer than the baseline.
func (r *resolver) names(s *catalog.Syscall, x alternative) bool {
	n, _ := s.Number(r.a)
	return r.a.Newer().Contains(n) && x.named() && !slices.ContainsFunc(r.alternatives[s.Name], alternative.named)
}

// has reports whether a syscall has an alternative of a row.
func (r *resolver) has(s *catalog.Syscall, row *Row) bool {
	return slices.ContainsFunc(r.alternatives[s.Name], func(x alternative) bool { return x.Row == row })
}

// addOperation adds a row's alternative to all entry points of its syscall's operation.
func (r *resolver) addOperation(row *Row) {
	if !r.exists(row.syscall) {
		// The condition has no meaning here.
		return
	}
	if _, ok := r.meaning(row); ok {
		r.addToAll(row, row.syscall.Name)
	}
}

// alternative returns the alternative of a row for the entry point s, still without its
// action.
func (r *resolver) alternative(row *Row, s *catalog.Syscall) alternative {
	x := alternative{Alternative: Alternative{Row: row, When: argset.All}, by: row}
	if row.when != nil && row.syscall != nil {
		var meaning condition.Meaning
		meaning, x.obstacle = r.meaningAt(row, s)
		x.When, x.Tests = meaning.Holds, meaning.Tests
	}
	return x
}

// exists reports whether the architecture has an entry point for an operation.
func (r *resolver) exists(operation *catalog.Syscall) bool {
	return len(r.entryPoints.direct[operation.Name])+len(r.entryPoints.multiplexers[operation.Name]) > 0
}

// addToAll adds a row's alternative to all entry points of an operation. In a multiplexer
// it applies to the selectors of the operation, and the row's condition cannot be checked.
func (r *resolver) addToAll(row *Row, operation string) {
	for _, s := range r.entryPoints.direct[operation] {
		r.add(s, r.alternative(row, s))
	}
	for _, s := range r.entryPoints.multiplexers[operation] {
		x := alternative{Alternative: Alternative{Row: row}, by: row}
		x.When, x.Tests = selectorSet(r.space, s.Name, operation)
		if row.when != nil {
			x.obstacle = &obstacle{what: fmt.Sprintf("cannot check the arguments of %s: the multiplexer %s passes them by pointer", operation, s.Name)}
		}
		r.add(s, x)
	}
}

// add completes an alternative and appends it to those of a syscall.
func (r *resolver) add(s *catalog.Syscall, x alternative) {
	x.Action = r.value(x.Row)
	r.noteEffect(x.Row, r.remainder(s, x) != argset.None)
	if x.shadowed = x.When != argset.None && r.shadows(s, x); x.shadowed {
		r.noteShadowed(s, x)
		r.noteOverridden(s, x)
	}
	r.appendAlternative(s, x)
}

// appendAlternative appends an alternative to those of a syscall.
func (r *resolver) appendAlternative(s *catalog.Syscall, x alternative) {
	r.space.Work(workAlternative)
	r.alternatives[s.Name] = append(r.alternatives[s.Name], x)
	r.decided[s.Name] = r.space.Or(r.decided[s.Name], x.When)
}

// shadows reports whether the alternatives of s so far decide all arguments of x. The
// arguments of an alternative with an obstacle are not known, unless they are selectors.
func (r *resolver) shadows(s *catalog.Syscall, x alternative) bool {
	if x.obstacle != nil && (x.Row.syscall == s || !s.Multiplexer()) {
		return r.decided[s.Name] == argset.All
	}
	return r.remainder(s, x) == argset.None
}

// remainder returns the arguments of x left undecided by the alternatives of s so far.
func (r *resolver) remainder(s *catalog.Syscall, x alternative) argset.Set {
	return r.space.Minus(x.When, r.decided[s.Name])
}

// removeOperation removes the alternatives of an operation's entry points. From
// multiplexers it removes only the operation's selectors.
func (r *resolver) removeOperation(row *Row, operation string) {
	for _, s := range r.entryPoints.direct[operation] {
		r.removeAll(row, s)
	}
	for _, s := range r.entryPoints.multiplexers[operation] {
		r.removeSelectors(row, s, operation)
	}
}

// removeSelectors removes the selectors of an operation from the alternatives of a
// multiplexer.
func (r *resolver) removeSelectors(row *Row, multiplexer *catalog.Syscall, operation string) {
	name := multiplexer.Name
	r.noteEffect(row, false)
	selectors, tests := selectorSet(r.space, name, operation)
	list := slices.Clone(r.alternatives[name])
	r.space.Work(workAlternative * len(list))
	for i := range list {
		x := &list[i]
		if others := r.space.Minus(x.When, selectors); others != x.When {
			r.noteEffect(row, true)
			x.When = others
			x.Tests = slices.Concat(x.Tests, tests)
		}
	}
	r.decided[name] = r.space.Minus(r.decided[name], selectors)
	r.alternatives[name] = slices.DeleteFunc(list, func(x alternative) bool { return x.When == argset.None })
}

// removeAll removes all alternatives of a syscall. If row removes one entry point only, a
// removed condition may be bypassed later: checkRemovals reports it.
func (r *resolver) removeAll(row *Row, s *catalog.Syscall) {
	r.noteEffect(row, len(r.alternatives[s.Name]) > 0)
	if len(r.alternatives[s.Name]) > 0 {
		r.removed[s.Name] = row
	}
	for _, x := range r.alternatives[s.Name] {
		if row.kind == removeEntryPoint && x.obstacle != nil && !action.MayProceed(x.Action) {
			r.space.Work(workAlternative)
			r.removals[s.Name] = append(r.removals[s.Name], removal{x, row, row})
		}
	}
	delete(r.alternatives, s.Name)
	delete(r.decided, s.Name)
}

// applyEntryPoint applies a row for one syscall of this architecture.
func (r *resolver) applyEntryPoint(row *Row) {
	if row.kind == removeEntryPoint {
		r.removeAll(row, row.syscall)
		return
	}
	if _, ok := r.meaning(row); ok {
		r.add(row.syscall, r.alternative(row, row.syscall))
	}
}
