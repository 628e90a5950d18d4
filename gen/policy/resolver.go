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

// alternative is what a row says of one call: its action, for some arguments.
type alternative struct {
	row    *Row
	when   argset.Set
	tests  []argset.Test
	action uint32
	// lost is why the row's condition does not mean the same here; empty if it does.
	lost string
}

// lists is the alternatives of every call of one architecture, as the rows of a
// profile add to them.
type lists struct {
	*Policy
	*report
	space   *argset.Space
	a       *arch.Arch
	entries entries
	profile *Profile
	// above is the lists of the profiles above.
	above  map[*Profile]*lists
	byCall map[string][]alternative
	// decided is the arguments of each call that its list decides.
	decided map[string]argset.Set
	// dropped is what rows have taken out of a call's list that refuses by a condition
	// which does not mean the same there.
	dropped map[string][]dropped
	// open says that numbers which are no calls are allowed.
	open bool
}

// dropped is an alternative, and the row that took it out.
type dropped struct {
	alternative
	by *Row
}

// take takes the profile's rows.
func (l *lists) take() {
	for _, row := range l.profile.Rows {
		l.measure(row, l.space, func() { l.takeRow(row) })
	}
}

func (l *lists) takeRow(row *Row) {
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

// include takes in what another profile's rows come to, or a built-in one's
// operations.
func (l *lists) include(row *Row) {
	if row.profile != nil {
		l.takeIn(row, l.above[row.profile])
		return
	}
	l.open = l.open || row.builtIn.Name == profile.AllowAll
	for i := range l.catalog.Syscalls {
		if s := &l.catalog.Syscalls[i]; len(s.Operations) == 0 && row.builtIn.Holds(s) {
			l.addAll(row, s.Name, condition.Meaning{Holds: argset.All})
		}
	}
}

// takeIn takes in the lists of another profile. What can never decide is left out.
func (l *lists) takeIn(row *Row, other *lists) {
	l.open = l.open || other.open
	for i := range l.catalog.Syscalls {
		s := &l.catalog.Syscalls[i]
		for _, x := range other.byCall[s.Name] {
			if l.left(s, x) == argset.None {
				l.checkOpen(s, x, row)
			} else {
				l.append(s, x)
			}
		}
		l.space.Work(workAlternative * len(other.dropped[s.Name]))
		l.dropped[s.Name] = append(l.dropped[s.Name], other.dropped[s.Name]...)
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
		if meaning.Holds != argset.All {
			x.lost = fmt.Sprintf("%s is also made by the multiplexer %s, which has its arguments behind a pointer", operation, s.Name)
		}
		l.add(s, x)
	}
}

// add adds an alternative to a call's list.
func (l *lists) add(s *catalog.Syscall, x alternative) {
	x.action = l.value(x.row)
	left := l.left(s, x)
	l.decides(x.row, left != argset.None)
	if left == argset.None && x.when != argset.None {
		l.shadowed(s, x)
		x.lost = ""
	}
	l.append(s, x)
}

// append adds an alternative to the end of a call's list.
func (l *lists) append(s *catalog.Syscall, x alternative) {
	l.space.Work(workAlternative)
	l.byCall[s.Name] = append(l.byCall[s.Name], x)
	l.decided[s.Name] = l.space.Or(l.decided[s.Name], x.when)
}

// left returns the arguments that an alternative would decide at the end of a call's list.
func (l *lists) left(s *catalog.Syscall, x alternative) argset.Set {
	return l.space.Minus(x.when, l.decided[s.Name])
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
		l.decides(row, false)
		set, tests := selector(l.space, s.Name, operation)
		list := slices.Clone(l.byCall[s.Name])
		l.space.Work(workAlternative * len(list))
		for i := range list {
			if left := l.space.Minus(list[i].when, set); left != list[i].when {
				l.decides(row, true)
				list[i].when = left
				list[i].tests = slices.Concat(list[i].tests, tests)
			}
		}
		l.decided[s.Name] = l.space.Minus(l.decided[s.Name], set)
		l.byCall[s.Name] = slices.DeleteFunc(list, func(x alternative) bool { return x.when == argset.None })
	}
}

// drop clears the list of one call. A row that is about that call alone leaves the
// others that a condition was meant for as they are.
func (l *lists) drop(row *Row, s *catalog.Syscall) {
	l.decides(row, len(l.byCall[s.Name]) > 0)
	for _, x := range l.byCall[s.Name] {
		alone := row.kind == dropEntry || s.Multiplexer()
		if alone && x.lost != "" && !action.MayProceed(x.action) {
			l.space.Work(workAlternative)
			l.dropped[s.Name] = append(l.dropped[s.Name], dropped{x, row})
		}
	}
	delete(l.byCall, s.Name)
	delete(l.decided, s.Name)
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
