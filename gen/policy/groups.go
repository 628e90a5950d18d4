package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// A group row is a rule for each operation of the group: its canonical syscall, its variants,
// and its selectors of multiplexers. So the rows
//
//	p,mount,,flags & MS_REMOUNT != 0,
//	p,@mount,errno:EPERM,,
//
// refuse mount, umount2, umount, fsopen and the rest, except for remounts. An earlier row
// for a syscall is an exception. An earlier row for a profile or another group is not: it
// concerns many syscalls, and the author of a group row with an action expects this action
// for each of its syscalls. See noteOverridden.

// isGroup reports whether the catalog has a group.
func (r *reader) isGroup(name string) bool {
	return slices.ContainsFunc(r.catalog.Groups, func(g catalog.Group) bool { return g.Name == name })
}

// setGroup makes row a rule for a group, if there is one of that name.
func (r *reader) setGroup(row *Row, name string, k kind) bool {
	if !r.isGroup(name) {
		return false
	}
	row.kind, row.group = k, name
	for i := range r.catalog.Syscalls {
		if s := &r.catalog.Syscalls[i]; len(s.Operations) == 0 && s.In(name) {
			row.members = append(row.members, s.Name)
		}
	}
	return true
}

// removesGroup parses -@NAME and the invalid ARCH/@NAME and -ARCH/@NAME. ok is false for
// other cells.
func (r *reader) removesGroup(row *Row) (sound, ok bool) {
	name, removes := strings.CutPrefix(row.Syscall, "-")
	goarch, name, at := strings.Cut(name, "@")
	switch {
	case !at:
		return false, false
	case removes && goarch == "" && r.setGroup(row, name, removeGroup):
		return true, true
	case removes && goarch == "":
		r.fail(row.line, colSyscall, "name a group of seccompgen list, or a syscall", "%s removes no group", row.Syscall)
	default:
		r.fail(row.line, colSyscall, fmt.Sprintf("write @%s, or a row ARCH/NAME for each syscall", name), "%s is for one architecture, and groups are for all", row.Syscall)
	}
	return false, true
}

// applyGroup adds the alternative of a row to each operation of a group, or removes those of
// earlier rows.
func (r *resolver) applyGroup(row *Row) {
	for _, operation := range row.members {
		if row.kind == removeGroup {
			r.removeOperation(row, operation)
		} else {
			r.addToAll(row, operation)
		}
	}
}

// noteOverridden notes a syscall of a group row with an action, if earlier rows for a profile
// or another group decide all arguments of x, some of them otherwise.
func (r *resolver) noteOverridden(s *catalog.Syscall, x alternative) {
	if x.Row.kind != addGroup || x.Row.Action == "" || !slices.Contains(r.selected, r.a) {
		return
	}
	undecided, list := x.When, r.alternatives[s.Name]
	r.space.Work(1 + len(list)/rowsPerWork)
	for _, y := range list {
		if undecided == argset.None {
			return
		}
		if y.by.many() && y.Action != x.Action && r.space.And(undecided, y.When) != argset.None {
			r.outcome(x.Row).override(y.by, s.Operation())
			return
		}
		undecided = r.space.Minus(undecided, y.When)
	}
}

// override notes that an earlier row decides a syscall otherwise.
func (o *outcome) override(earlier *Row, name string) {
	if o.overridden == nil {
		o.overridden = make(map[*Row][]string)
	}
	if !slices.Contains(o.overridden[earlier], name) {
		o.overridden[earlier] = append(o.overridden[earlier], name)
	}
}

// overridden returns an error for each earlier row that decides syscalls of a group row
// otherwise.
func (r *report) overridden(row *Row) csvfile.Errors {
	var errs csvfile.Errors
	for earlier, names := range r.outcome(row).overridden {
		line := earlier.line.Seen(row.line)
		slices.Sort(names)
		errs = append(errs, row.line.At(colSyscall, fmt.Sprintf("%s already decides %s otherwise", line, strings.Join(listed(names), ", ")),
			fmt.Sprintf("move this row before it, or add \"-%s\" between them", row.Syscall)))
	}
	return errs
}
