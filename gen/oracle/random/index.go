package random

import (
	"go/constant"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// index finds the syscalls of rows on one architecture, and caches the results.
type index struct {
	*solver
	oracle  *oracle.Oracle
	numbers map[string]uint32
	table   []uint32
	solved  map[place][]atom
	named   map[string][]string
}

// newIndex returns an index for goarch.
func newIndex(o *oracle.Oracle, constants func(name, goarch string) (constant.Value, bool), goarch string) *index {
	numbers := o.Numbers(goarch)
	return &index{
		solver: newSolver(constants, goarch), oracle: o,
		numbers: numbers, table: slices.Sorted(maps.Values(numbers)),
		solved: make(map[place][]atom), named: make(map[string][]string),
	}
}

// place is a condition at an entry point.
type place struct{ when, entry string }

// atoms returns the atoms of a condition at an entry point.
func (x *index) atoms(when, entry string) ([]atom, error) {
	at := place{when, entry}
	atoms, ok := x.solved[at]
	if ok {
		return atoms, nil
	}
	atoms, err := x.solver.atoms(when, entry)
	x.solved[at] = atoms
	return atoms, err
}

// entries returns the names of a row's entry points, sorted. A row for a profile or for
// another architecture has none.
func (x *index) entries(syscall string) []string {
	names, ok := x.named[syscall]
	if !ok {
		names = x.find(strings.TrimPrefix(syscall, "-"))
		x.named[syscall] = names
	}
	return names
}

// find computes the result of entries. A variant or a multiplexer is an entry point of its
// own, an operation has all of its own.
func (x *index) find(syscall string) []string {
	if goarch, name, one := strings.Cut(syscall, "/"); one {
		if _, ok := x.numbers[name]; !ok || goarch != x.goarch {
			return nil
		}
		return []string{name}
	}
	if !slices.Contains(x.oracle.Names(), syscall) {
		return nil
	}
	var names []string
	canonical := slices.Equal(x.oracle.Operations(syscall), []string{syscall})
	for name := range x.numbers {
		if name == syscall || canonical && slices.Contains(x.oracle.Operations(name), syscall) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
