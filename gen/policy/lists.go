package policy

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// alternative is what a row says of one call: its action, for some arguments.
type alternative struct {
	row    *Row
	when   args.Set
	tests  []args.Test
	action uint32
	// lost is why the row's condition does not mean the same here; empty if it does.
	lost string
}

// lists is the alternatives of every call of one architecture, as the rows of a
// profile add to them.
type lists struct {
	*Policy
	*report
	space   *args.Space
	a       int
	entries entries
	profile *Profile
	byCall  map[string][]alternative
	// open says that numbers which are no calls are allowed.
	open bool
}

// take takes the rows of p.
func (l *lists) take(p *Profile) {
	for _, row := range p.Rows {
		switch row.kind {
		case include:
			l.include(row)
		case addOperation:
			l.addOperation(row)
		case dropOperation:
			l.dropOperation(row)
		case addEntry, dropEntry:
			if row.arch == l.a {
				l.entry(row)
			}
		case broken:
			l.meaning(row)
		}
	}
}

// include takes in what another profile's rows come to, or a built-in one's
// operations.
func (l *lists) include(row *Row) {
	if row.profile != nil {
		other := *l
		other.byCall = make(map[string][]alternative)
		other.take(row.profile)
		l.open = l.open || other.open
		for name, list := range other.byCall {
			l.byCall[name] = slices.Concat(l.byCall[name], list)
		}
		return
	}
	l.open = l.open || row.builtIn.Name == profile.AllowAll
	for i := range l.catalog.Syscalls {
		if s := &l.catalog.Syscalls[i]; len(s.Operations) == 0 && row.builtIn.Holds(s) {
			l.addAll(row, s.Name, condition.Meaning{Holds: args.All})
		}
	}
}

// addOperation adds a row's alternative to all entries of its call.
func (l *lists) addOperation(row *Row) {
	if !l.exists(row.call) {
		// Neither has its condition a meaning here.
		return
	}
	meaning, ok := l.meaning(row)
	if !ok {
		return
	}
	if row.call.Multiplexer() {
		lost := carry(row.call, l.a, l.space.Uses(meaning.Holds))
		l.add(row.call, alternative{row: row, when: meaning.Holds, tests: meaning.Tests, lost: lost})
		return
	}
	l.addAll(row, row.call.Operation(), meaning)
}

// exists reports whether a call, or another with its operation, exists on the
// architecture.
func (l *lists) exists(s *catalog.Syscall) bool {
	if s.Multiplexer() {
		_, exists := s.Number(l.a)
		return exists
	}
	return len(l.entries.direct[s.Operation()])+len(l.entries.multiplexers[s.Operation()]) > 0
}

// addAll adds a row's alternative to all entries of an operation.
func (l *lists) addAll(row *Row, operation string, meaning condition.Meaning) {
	uses := l.space.Uses(meaning.Holds)
	for _, s := range l.entries.direct[operation] {
		l.add(s, alternative{row: row, when: meaning.Holds, tests: meaning.Tests, lost: carry(s, l.a, uses)})
	}
	for _, s := range l.entries.multiplexers[operation] {
		x := alternative{row: row}
		x.when, x.tests = selector(l.space, s.Name, operation)
		if meaning.Holds != args.All {
			x.lost = fmt.Sprintf("%s is also made by the multiplexer %s, which has its arguments behind a pointer", operation, s.Name)
		}
		l.add(s, x)
	}
}

// add adds an alternative to a call's list.
func (l *lists) add(s *catalog.Syscall, x alternative) {
	left := x.when
	for _, before := range l.byCall[s.Name] {
		left = l.space.Minus(left, before.when)
	}
	l.decides(x.row, left != args.None)
	if left == args.None && x.when != args.None {
		l.shadowed(s, x)
		x.lost = ""
	}
	x.action = l.value(x.row)
	l.byCall[s.Name] = append(l.byCall[s.Name], x)
}

// dropOperation clears the lists of a call's entries, and takes it out of those of
// the multiplexers.
func (l *lists) dropOperation(row *Row) {
	if row.call.Multiplexer() {
		if l.exists(row.call) {
			l.drop(row, row.call)
		}
		return
	}
	operation := row.call.Operation()
	for _, s := range l.entries.direct[operation] {
		l.drop(row, s)
	}
	for _, s := range l.entries.multiplexers[operation] {
		set, tests := selector(l.space, s.Name, operation)
		list := slices.Clone(l.byCall[s.Name])
		for i := range list {
			if left := l.space.Minus(list[i].when, set); left != list[i].when {
				l.decides(row, true)
				list[i].when = left
				list[i].tests = slices.Concat(list[i].tests, tests)
			}
		}
		l.byCall[s.Name] = slices.DeleteFunc(list, func(x alternative) bool { return x.when == args.None })
	}
}

func (l *lists) drop(row *Row, s *catalog.Syscall) {
	l.decides(row, len(l.byCall[s.Name]) > 0)
	delete(l.byCall, s.Name)
}

// entry adds to or clears the list of one call.
func (l *lists) entry(row *Row) {
	if row.kind == dropEntry {
		l.drop(row, row.call)
		return
	}
	if meaning, ok := l.meaning(row); ok {
		l.add(row.call, alternative{row: row, when: meaning.Holds, tests: meaning.Tests})
	}
}
