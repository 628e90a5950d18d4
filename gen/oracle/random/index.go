package random

import (
	"go/constant"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// machine holds the numbers of one architecture.
type machine struct {
	goarch  string
	oracle  *oracle.Oracle
	numbers map[string]uint32
	// table lists the numbers, sorted.
	table []uint32
	// reaching lists the entry points of each operation, sorted.
	reaching map[string][]string
}

// newMachine returns the machine of goarch.
func newMachine(o *oracle.Oracle, goarch string) *machine {
	m := &machine{goarch: goarch, oracle: o, numbers: o.Numbers(goarch), reaching: make(map[string][]string)}
	m.table = slices.Sorted(maps.Values(m.numbers))
	for _, name := range slices.Sorted(maps.Keys(m.numbers)) {
		for _, operation := range o.Operations(name) {
			m.reaching[operation] = append(m.reaching[operation], name)
		}
	}
	return m
}

// machine returns the machine of goarch. All are made once.
func (g *Generator) machine(goarch string) *machine {
	g.once.Do(func() {
		g.machines = make(map[string]*machine)
		for _, goarch := range goarches() {
			g.machines[goarch] = newMachine(g.Oracle, goarch)
		}
	})
	return g.machines[goarch]
}

// entries returns the names of a row's entry points, sorted. A row for a profile or for
// another architecture has none. A variant or a multiplexer is an entry point of its own, an
// operation has all of its own, and a group those of its operations.
func (m *machine) entries(syscall string) []string {
	syscall = strings.TrimPrefix(syscall, "-")
	if group, ok := strings.CutPrefix(syscall, "@"); ok {
		var list []string
		for _, operation := range m.oracle.Members(group) {
			list = append(list, m.reaching[operation]...)
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	goarch, name, one := strings.Cut(syscall, "/")
	if !one {
		name = syscall
		if list := m.reaching[name]; list != nil {
			return list
		}
	}
	if _, ok := m.numbers[name]; !ok || one && goarch != m.goarch {
		return nil
	}
	return []string{name}
}

// index finds the conditions of rows on one architecture, and caches the results.
type index struct {
	*machine
	*solver
	solved map[place][]atom
}

// newIndex returns an index for a machine.
func newIndex(m *machine, constants func(name, goarch string) (constant.Value, bool)) *index {
	return &index{m, newSolver(constants, m.goarch), make(map[place][]atom)}
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
