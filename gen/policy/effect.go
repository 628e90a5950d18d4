package policy

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// outcome collects the effects of a row on all architectures.
type outcome struct {
	// applies lists the architectures with the row's syscall. decides reports whether the
	// row changes a decision on any of them.
	applies []*arch.Arch
	decides bool
	// earlier is the first row that shadows this one, alone or with later ones. allowed
	// reports whether that row allows the syscall, alone whether it shadows this row by
	// itself. contradicts reports whether the earlier rows decide otherwise. All are from
	// the first entry point where they do, or from the first of all.
	earlier                     *Row
	allowed, alone, contradicts bool
	// compared reports whether noteDifferences looked at the row, differs whether some
	// input has another verdict without it. later is a row with the same effect.
	compared, differs bool
	later             *Row
	// overridden holds, for a group row, the syscalls that earlier rows decide otherwise.
	overridden map[*Row][]string
	// bound counts the architectures with a valid condition, always and never those with
	// one always or never true.
	bound, always, never int
}

func (r *report) outcome(row *Row) *outcome {
	if r.rows[row] == nil {
		r.rows[row] = new(outcome)
	}
	return r.rows[row]
}

// noteEffect notes that the architecture has a row's syscall, and whether the row changed
// the decision of one of its entry points.
func (r *resolver) noteEffect(row *Row, difference bool) {
	o := r.outcome(row)
	o.decides = o.decides || difference
	if !slices.Contains(o.applies, r.a) {
		o.applies = append(o.applies, r.a)
	}
}

// noteShadowed notes that earlier rows decide all arguments of x.
func (r *resolver) noteShadowed(s *catalog.Syscall, x alternative) {
	o := r.outcome(x.Row)
	if x.Row.kind == include || o.contradicts {
		return
	}
	list := r.alternatives[s.Name]
	o.contradicts = !r.alike(list, x)
	if o.earlier == nil || o.contradicts {
		first := slices.IndexFunc(list, func(y alternative) bool { return r.space.Minus(x.When, y.When) == argset.None })
		o.alone = first >= 0
		y := list[max(first, 0)]
		o.earlier, o.allowed = y.shown(), y.Action == action.Allow
	}
}

// alike reports whether a list has the alternative x, or decides its arguments like x. A
// row that allows by a condition looks like a limit: the list must then allow the same
// arguments and no others.
func (r *resolver) alike(list []alternative, x alternative) bool {
	if slices.ContainsFunc(list, func(y alternative) bool { return y.Action == x.Action && y.When == x.When }) {
		return true
	}
	left, allowed := x.When, argset.None
	for _, y := range list {
		if y.Action != x.Action && r.space.And(left, y.When) != argset.None {
			return false
		}
		left = r.space.Minus(left, y.When)
		switch {
		case !allowsByCondition(x) && left == argset.None:
			return true
		case y.Action == x.Action && r.space.Minus(y.When, x.When) == argset.None:
			allowed = r.space.Or(allowed, y.When)
		}
	}
	return allowed == x.When
}

// noteDifferences notes whether rows allowing by a condition change a decision. If later
// rows allow the same arguments anyway, the condition limits nothing.
func (r *resolver) noteDifferences(s *catalog.Syscall) {
	list := r.effective(r.alternatives[s.Name])
	if !slices.ContainsFunc(list, allowsByCondition) {
		return
	}
	after := r.allowedAfter(list)
	undecided := argset.All
	for i, x := range list {
		if allowsByCondition(x) {
			o := r.outcome(x.Row)
			o.compared = true
			if decides := r.space.And(undecided, x.When); r.space.Minus(decides, after[i]) != argset.None {
				o.differs = true
			} else if !o.differs {
				o.later = last(o.later, r.allows(decides, list[i+1:]))
			}
		}
		undecided = r.space.Minus(undecided, x.When)
	}
}

// effective returns a list without those allowing alternatives decided by earlier ones.
// Of two equal rows only the second is then reported.
func (r *resolver) effective(list []alternative) []alternative {
	undecided := argset.All
	return slices.DeleteFunc(slices.Clone(list), func(x alternative) bool {
		idle := x.Action == action.Allow && r.space.And(undecided, x.When) == argset.None
		undecided = r.space.Minus(undecided, x.When)
		return idle
	})
}

// allowsByCondition reports whether x allows and its row has a condition.
func allowsByCondition(x alternative) bool { return x.Row.when != nil && x.Action == action.Allow }

// allowedAfter returns, for each alternative, the arguments allowed by the rest of the
// list alone.
func (r *resolver) allowedAfter(list []alternative) []argset.Set {
	after := make([]argset.Set, len(list))
	allowed := argset.None
	for i, x := range slices.Backward(list) {
		after[i] = allowed
		if x.Action == action.Allow {
			allowed = r.space.Or(allowed, x.When)
		} else {
			allowed = r.space.Minus(allowed, x.When)
		}
	}
	return after
}

// last returns the later of two rows. Either may be nil.
func last(a, b *Row) *Row {
	if a == nil || b != nil && b.index > a.index {
		return b
	}
	return a
}

// allows returns the last row needed to cover the arguments, in the order of list; nil for
// no arguments. The list allows all of them.
func (r *resolver) allows(arguments argset.Set, list []alternative) (row *Row) {
	for _, x := range list {
		if arguments == argset.None {
			break
		}
		if others := r.space.Minus(arguments, x.When); others != arguments {
			arguments, row = others, x.shown()
		}
	}
	return row
}

// noEffect returns the error of a row without effect on every architecture.
func (r *report) noEffect(row *Row) (e csvfile.Error, found bool) {
	o := r.outcome(row)
	at := func(cell int, what, hint string) (csvfile.Error, bool) {
		return row.line.At(cell, what, hint), true
	}
	adds := row.kind == addOperation || row.kind == addEntryPoint || row.kind == addGroup
	removes := row.kind == removeOperation || row.kind == removeEntryPoint || row.kind == removeGroup
	switch {
	case o.bound > 0 && o.always == o.bound:
		return at(colWhen, "the condition is always true", "leave the cell empty")
	case o.bound > 0 && o.never == o.bound:
		return at(colWhen, "the condition is never true", "")
	case o.compared && !o.differs && o.later != nil:
		return at(colSyscall, fmt.Sprintf("no effect: %s allows %s with the same arguments", o.later.line.Seen(row.line), row.syscall.Name), fmt.Sprintf("move this row after that line, with \"-%s\" between them", row.Syscall))
	case len(o.applies) == 0 || o.decides || adds && !o.contradicts || o.overridden != nil:
		return csvfile.Error{}, false
	case row.kind == addGroup:
		return at(colSyscall, fmt.Sprintf("unreachable: rows from %s on already decide every syscall of %s", o.earlier.line.Seen(row.line), row.Syscall), unreachableHint(row, o.allowed))
	case adds && o.alone:
		return at(colSyscall, fmt.Sprintf("unreachable: %s already decides every %s", o.earlier.line.Seen(row.line), row.syscall.Name), unreachableHint(row, o.allowed))
	case adds:
		return at(colSyscall, fmt.Sprintf("unreachable: rows from %s on already decide every %s", o.earlier.line.Seen(row.line), row.syscall.Name), unreachableHint(row, o.allowed))
	case removes:
		return at(colSyscall, fmt.Sprintf("%s removes nothing: no earlier row adds %s", row.Syscall, row.Syscall[1:]), "")
	}
	return csvfile.Error{}, false
}

// unreachableHint returns the hint for a row shadowed by an earlier one. If both allow, a
// row with a condition is meant as a limit and must replace the earlier row: before it, it
// would have no effect. Other rows with a condition are exceptions and must come first: in
// place of the earlier row they would change the other arguments too. A row without a
// condition can be meant either way.
func unreachableHint(row *Row, allowed bool) string {
	between, before := fmt.Sprintf("add \"-%s\" between them", row.Syscall), "move this row before it"
	switch {
	case row.when == nil:
		return before + ", or " + between
	case row.Action == "" && allowed:
		return between
	}
	return before
}
