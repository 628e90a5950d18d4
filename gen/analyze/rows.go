package analyze

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// Row is a rule of a policy: it allows a syscall.
type Row struct {
	Syscall, When, Why string
	// Chain is the whole chain of Why.
	Chain string
}

// Rows returns the rules that allow the syscalls of a program on all its architectures. An
// operation has one row if every architecture that can do it has the need, and otherwise
// one row per architecture and entry point.
func Rows(c *catalog.Catalog, results []*Result) []Row {
	needs := make(map[string][]need)
	for _, r := range results {
		for i := range r.Uses {
			operation := r.Uses[i].Operation
			needs[operation] = append(needs[operation], need{r.Arch, &r.Uses[i]})
		}
	}
	var rows []Row
	for operation, all := range needs {
		if everywhere(c, operation, all, results) {
			rows = append(rows, newRow(operation, "", best(all)))
			continue
		}
		for _, n := range all {
			rows = append(rows, newRow(n.arch.GOARCH+"/"+n.use.Syscall.Name, n.use.condition(), n.use))
		}
	}
	slices.SortFunc(rows, func(x, y Row) int {
		return cmp.Or(strings.Compare(name(x.Syscall), name(y.Syscall)), strings.Compare(x.Syscall, y.Syscall), strings.Compare(x.When, y.When))
	})
	return rows
}

// name returns the syscall of a cell without its architecture.
func name(cell string) string { return cell[strings.IndexByte(cell, '/')+1:] }

// need is the use of an operation on one architecture.
type need struct {
	arch *arch.Arch
	use  *Use
}

// everywhere reports whether each architecture with an entry point of an operation needs
// it.
func everywhere(c *catalog.Catalog, operation string, all []need, results []*Result) bool {
	for _, r := range results {
		has := slices.ContainsFunc(c.Syscalls, func(s catalog.Syscall) bool {
			_, exists := s.Number(r.Arch)
			return exists && (s.Operation() == operation || slices.Contains(s.Operations, operation))
		})
		if has && !slices.ContainsFunc(all, func(n need) bool { return n.arch == r.Arch }) {
			return false
		}
	}
	return true
}

// condition returns the condition for the selectors of an operation, "" without any.
func (u *Use) condition() string {
	var tests []string
	for _, s := range u.Selectors {
		tests = append(tests, fmt.Sprintf("uint32(arg0) == %d", s))
	}
	return strings.Join(tests, " || ")
}

// best returns the use with the best reason.
func best(all []need) *Use {
	return slices.MinFunc(all, func(x, y need) int {
		return cmp.Or(compareChains(x.use.origin, y.use.origin, x.use.Chain, y.use.Chain), strings.Compare(x.use.Note, y.use.Note))
	}).use
}

// newRow returns the row of a use.
func newRow(syscall, when string, u *Use) Row {
	return Row{syscall, when, u.reason(4), u.Reason()}
}

// reason returns why the program makes a syscall. A chain with more functions than limit is
// cut in the middle.
func (u *Use) reason(limit int) string {
	switch {
	case len(u.Chain) == 0:
		return u.Note
	case len(u.Chain) == 1 && u.Note != "":
		return u.Note
	case u.origin == inRuntime:
		return "Go runtime: " + u.Chain[0]
	case len(u.Chain) <= limit:
		return strings.Join(u.Chain, " -> ")
	}
	half := limit / 2
	return strings.Join(slices.Concat(u.Chain[:half], []string{"..."}, u.Chain[len(u.Chain)-half:]), " -> ")
}

// Reason returns the reason why the program makes a syscall.
func (u *Use) Reason() string { return u.reason(1 << 20) }
