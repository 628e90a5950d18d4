package policy

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/sibling"
)

// limit is an operation limited by a row of the profile.
type limit struct {
	operation string
	// row limits the operation at the first of its limited entry points.
	row     *Row
	refused []refused
}

// refused holds the arguments that an entry point refuses.
type refused struct {
	*catalog.Syscall
	set argset.Set
}

// warnSiblings warns about open siblings of limited operations, once per sibling.
func (r *resolver) warnSiblings() {
	warned := make(map[string]bool)
	for _, l := range r.limits() {
		for _, s := range sibling.Of(l.operation) {
			if warned[s.Operation] {
				continue
			}
			// The same row: it includes a profile with this warning.
			if open := r.openRow(s.Operation); open != nil && open != l.row && r.refusesPart(l, s.When) {
				warned[s.Operation] = true
				what := fmt.Sprintf("%s is limited, but %s allows %s, another way to %s", l.operation, open.line.Seen(l.row.line), s.Operation, s.Effect)
				r.warnSibling(s.Operation, l.row, what, remedy(l, s, open))
			}
		}
	}
	r.warnVariants()
}

// warnSibling reports a warning about a sibling at a row, unless an allowance silences it.
func (r *resolver) warnSibling(name string, at *Row, what, hint string) {
	if x := r.profile.allowance(name); x != nil {
		r.silenced[x] = true
		return
	}
	r.warn(at.line.At(colSyscall, what, fmt.Sprintf("%s, or \"# allow-sibling %s: why\"", hint, name)), r.a)
}

// limits returns the limited operations with siblings, in the order of the limiting rows.
func (r *resolver) limits() []limit {
	var list []limit
	for _, operation := range sibling.Limited() {
		r.space.Work(1)
		l := limit{operation: operation}
		for _, s := range r.entryPoints.direct[operation] {
			if row, set := r.limitOf(s, r.deciding(s)); row != nil {
				l.row = cmp.Or(l.row, row)
				l.refused = append(l.refused, refused{s, set})
			}
		}
		if l.row != nil {
			list = append(list, l)
		}
	}
	slices.SortStableFunc(list, func(a, b limit) int { return cmp.Compare(a.row.index, b.row.index) })
	return list
}

// limitOf returns the row that limits an entry point, and the refused arguments, for a list
// of its alternatives. It is the first row of the operation that refuses arguments, or
// allows by a condition, or the last that removed an earlier row. A refusal of all
// arguments with ENOSYS is no limit: it makes programs fall back to a sibling.
func (r *resolver) limitOf(s *catalog.Syscall, list []alternative) (row *Row, refused argset.Set) {
	undecided, missing := argset.All, true
	enosys := action.Errno | uint32(r.a.ENOSYS)
	for _, x := range list {
		decides := r.space.And(undecided, x.When)
		if decides == argset.None {
			continue
		}
		undecided = r.space.Minus(undecided, x.When)
		missing = missing && x.Action == enosys
		if !x.proceeds() {
			refused = r.space.Or(refused, decides)
		}
		if row == nil && x.ofOperation(s) && (!x.proceeds() || x.Row.when != nil) {
			row = x.by
		}
	}
	if row == nil && len(s.Operations) == 0 {
		row = r.removed[s.Name]
	}
	if row == nil {
		return nil, argset.None
	}
	if undecided != argset.None {
		missing = missing && r.undecidedAction(s) == enosys
		refused = r.space.Or(refused, undecided)
	}
	if refused == argset.None || missing {
		return nil, argset.None
	}
	return row, refused
}

// undecidedAction returns the action for arguments of a syscall without a rule.
func (r *resolver) undecidedAction(s *catalog.Syscall) uint32 {
	return r.newVerdicts().list[r.undecided(s)].Action
}

// proceeds reports whether the syscall proceeds whatever another process says.
func (x alternative) proceeds() bool { return x.Action == action.Allow || x.Action == action.Log }

// ofOperation reports whether x is from a row about the operation of its entry point s, not
// about the variant s alone.
func (x alternative) ofOperation(s *catalog.Syscall) bool {
	return x.Row.syscall != s || x.Row.arch != nil || len(s.Operations) == 0
}

// openRow returns the row that lets some entry point of an operation proceed, if it does
// for all arguments; otherwise nil.
func (r *resolver) openRow(operation string) *Row {
	for _, s := range r.entryPoints.direct[operation] {
		if open := r.opens(s); open != nil {
			return open
		}
	}
	return nil
}

// opens is openRow for one entry point.
func (r *resolver) opens(s *catalog.Syscall) *Row {
	var first *Row
	undecided := argset.All
	for _, x := range r.deciding(s) {
		if r.space.And(undecided, x.When) == argset.None {
			continue
		}
		if !x.proceeds() {
			return nil
		}
		first = cmp.Or(first, x.by)
		undecided = r.space.Minus(undecided, x.When)
	}
	if undecided != argset.None {
		return nil
	}
	return first
}

// refusesPart reports whether a limit refuses a part of its operation, given by a
// condition. The empty condition stands for all of it.
func (r *resolver) refusesPart(l limit, when string) bool {
	if when == "" {
		return true
	}
	return slices.ContainsFunc(l.refused, func(x refused) bool {
		part, ok := r.part(l.operation, x.Syscall, when)
		return ok && r.space.And(x.set, part) != argset.None
	})
}

// partKey is the key of a part: an entry point, and the condition.
type partKey struct {
	*arch.Arch
	*catalog.Syscall
	when string
}

// part returns the arguments of an entry point with a true condition over the parameters of
// its operation. It computes each part once. ok is false if a filter cannot check it there.
func (r *resolver) part(operation string, s *catalog.Syscall, when string) (set argset.Set, ok bool) {
	key := partKey{r.a, s, when}
	known, ok := r.parts[key]
	if !ok {
		if set, exact := Part(r.space, operation, s, when, r.a); exact {
			known = &set
		}
		r.parts[key] = known
	}
	if known == nil {
		return argset.None, false
	}
	return *known, true
}

// remedy returns the row against an open sibling, and where it stands. The first of these
// that is known limits the sibling: the table's row; for a refusal, the same refusal; for a
// condition, the same condition.
func remedy(l limit, s sibling.Sibling, open *Row) string {
	line, when := open.line.Seen(l.row.line), sameWhen(l, s)
	included := open.many()
	switch {
	case s.Remedy != nil && (s.Remedy[1] != "" || included):
		return fmt.Sprintf("add %q before %s", cells(s, s.Remedy[0], s.Remedy[1]), line)
	case s.Remedy != nil:
		return fmt.Sprintf("write %q instead of %s", cells(s, s.Remedy[0], ""), line)
	case l.row.Action != "" && (when != "" || included):
		return fmt.Sprintf("add %q before %s", cells(s, l.row.Action, when), line)
	case l.row.Action != "":
		return fmt.Sprintf("write %q instead of %s", cells(s, l.row.Action, ""), line)
	case when != "" && included:
		return fmt.Sprintf("add \"-%s\" and %q after %s", s.Operation, cells(s, "", when), line)
	case when != "":
		return fmt.Sprintf("write %q instead of %s", cells(s, "", when), line)
	case included:
		return fmt.Sprintf("add \"-%s\" after %s", s.Operation, line)
	}
	return "delete " + line + " or give it a condition"
}

// cells returns the cells of a row for a sibling.
func cells(s sibling.Sibling, action, when string) string {
	if when == "" {
		return s.Operation + "," + action
	}
	return s.Operation + "," + action + "," + when
}

// word matches a name in a condition.
var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// sameWhen returns the condition of a limiting row, if the sibling has the same arguments,
// or "".
func sameWhen(l limit, s sibling.Sibling) string {
	limited, own := abi.Parameters(l.operation), abi.Parameters(s.Operation)
	for _, name := range word.FindAllString(l.row.When, -1) {
		for _, p := range limited {
			if p.Name != name && fmt.Sprintf("arg%d", p.Position) != name {
				continue
			}
			i := slices.IndexFunc(own, func(q abi.Parameter) bool { return q.Name == p.Name })
			if i < 0 || p.Name != name && own[i].Position != p.Position {
				return ""
			}
		}
	}
	return l.row.When
}

// warnVariants warns about open variants of limited operations: a row names the variant,
// and the limit has no effect on it.
func (r *resolver) warnVariants() {
	for i := range r.catalog.Syscalls {
		s := &r.catalog.Syscalls[i]
		list := r.alternatives[s.Name]
		own := slices.IndexFunc(list, func(x alternative) bool { return !x.ofOperation(s) && x.proceeds() })
		if own < 0 || s.Multiplexer() || r.opens(s) == nil {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(list), func(x alternative) bool { return !x.ofOperation(s) })
		if row, _ := r.limitOf(s, rest); row != nil && len(rest) > 0 {
			r.warnVariant(s.Operation(), s.Name, row, list[own].by)
		}
	}
}

// warnVariant warns about a variant: row limits the operation, and open allows the variant.
func (r *resolver) warnVariant(operation, variant string, row, open *Row) {
	line := open.line.Seen(row.line)
	hint := "delete " + line
	if row.Action != "" {
		hint = "move this row before " + line
	}
	r.warnSibling(variant, row, fmt.Sprintf("%s is limited, but %s allows its variant %s", operation, line, variant), hint)
}
