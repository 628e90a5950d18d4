package document

import (
	"cmp"
	"slices"
	"strings"
)

// folded returns rows with a row for a group in place of equal rows for all its operations. The
// largest group comes first. Its row takes the place of the last one: rows for variants stay
// before it. An operation that no architecture has needs no row.
func (w *writer) folded() []row {
	rows := slices.Clone(w.rows)
	for _, g := range w.members() {
		rows = g.fold(rows)
	}
	return rows
}

// group is a group with its operations on the architectures of the document.
type group struct {
	name       string
	operations []string
}

// members returns the groups, those with the most operations first.
func (w *writer) members() (list []group) {
	exists := make(map[string]bool)
	for i := range w.catalog.Syscalls {
		s := &w.catalog.Syscalls[i]
		for _, a := range w.Arches {
			if _, ok := s.Number(a); ok && !s.Multiplexer() {
				exists[s.Operation()] = true
			}
		}
	}
	for _, x := range w.catalog.Groups {
		g := group{name: x.Name}
		for i := range w.catalog.Syscalls {
			if s := &w.catalog.Syscalls[i]; s.In(g.name) && exists[s.Name] {
				g.operations = append(g.operations, s.Name)
			}
		}
		list = append(list, g)
	}
	slices.SortStableFunc(list, func(a, b group) int { return cmp.Compare(len(b.operations), len(a.operations)) })
	return list
}

// fold replaces the rows of a group, if each of its operations has one and all are equal.
func (g group) fold(rows []row) []row {
	var at []int
	for i, r := range rows {
		if r.when == "" && slices.Contains(g.operations, r.syscall) {
			at = append(at, i)
		}
	}
	if len(at) < 2 || len(at) != len(g.operations) {
		return rows
	}
	last := rows[at[len(at)-1]]
	for _, i := range at {
		if rows[i].action != last.action || rows[i].why != last.why || slices.ContainsFunc(rows, func(r row) bool { return r.syscall == rows[i].syscall && r.when != "" }) {
			return rows
		}
	}
	last.syscall = "@" + g.name
	rows[at[len(at)-1]] = last
	return slices.DeleteFunc(rows, func(r row) bool {
		return !strings.HasPrefix(r.syscall, "@") && r.when == "" && slices.Contains(g.operations, r.syscall)
	})
}
