package random

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// parameter is a parameter in the reach of a condition.
type parameter struct {
	oracle.Parameter
	// named is the smallest width of the name, perhaps more than that of argN.
	named uint
	// register is N of argN, or -1 if argN is at other places in the condition's reach.
	register int
	// full reports whether the kernel reads all bits of the register.
	full bool
	// beyond reports whether the parameter is beyond the registers of mips. A row for all
	// architectures then needs removals for mips and mipsle.
	beyond bool
}

// parameters returns the parameters for conditions on a syscall. goarch is empty for all
// architectures. mips has only the first in registers.
func (d *draft) parameters(syscall, goarch string) []parameter {
	if goarch == "" {
		return d.g.reach().everywhere[syscall]
	}
	list := oracle.Parameters(syscall, goarch)
	if goarch == "mips" || goarch == "mipsle" {
		list = list[:min(len(list), inRegisters)]
	}
	var out []parameter
	for i, p := range list {
		out = append(out, parameter{Parameter: p, named: p.Bits, register: i, full: p.Bits == width(goarch)})
	}
	return out
}

// reach holds the names and parameters in the reach of conditions on all architectures.
type reach struct {
	// constants and errnos list the names defined on all architectures.
	constants, errnos []string
	// everywhere holds them by syscall. Bits is the smallest width. A parameter in another
	// form at some entry point is left out.
	everywhere map[string][]parameter
	// operations lists the operations with such parameters, except for those of multiplexers.
	operations []string
}

// reach returns the reach of conditions. It is computed once.
func (g *Generator) reach() *reach {
	g.reachOnce.Do(func() {
		g.shared.constants, g.shared.errnos = g.everywhere(Names), g.everywhere(errnos)
		g.shared.everywhere = make(map[string][]parameter)
		for _, syscall := range oracle.Described() {
			list := g.common(syscall)
			g.shared.everywhere[syscall] = list
			if len(list) > 0 && g.plain(syscall) {
				g.shared.operations = append(g.shared.operations, syscall)
			}
		}
	})
	return &g.shared
}

// plain reports whether a syscall is the canonical one of its operation, and no multiplexer
// reaches it.
func (g *Generator) plain(syscall string) bool {
	operations := g.Oracle.Operations(syscall)
	return len(operations) == 1 && operations[0] == syscall &&
		!slices.ContainsFunc(multiplexers(), func(m string) bool { return slices.Contains(g.Oracle.Operations(m), syscall) })
}

// common returns the parameters of a syscall in the form of all its entry points. The
// reference is amd64, or the first architecture with the syscall.
func (g *Generator) common(syscall string) []parameter {
	choice := append([]string{"amd64"}, goarches()...)
	reference := choice[slices.IndexFunc(choice, func(goarch string) bool {
		_, ok := g.machine(goarch).numbers[syscall]
		return ok
	})]
	var out []parameter
	for i, p := range oracle.Parameters(syscall, reference) {
		q, ok := parameter{Parameter: p, named: p.Bits, register: i, full: true}, true
		for _, goarch := range goarches() {
			ok = ok && q.restrict(g.machine(goarch), syscall)
		}
		if ok && (p.Name != "" || q.register >= 0) {
			out = append(out, q)
		}
	}
	return out
}

// restrict reduces p, a parameter of a syscall, to its form at the entry points of one
// architecture. It returns false if one has no such parameter. A multiplexer does not
// count: a row removes it.
func (p *parameter) restrict(m *machine, syscall string) bool {
	for _, entry := range m.entries(syscall) {
		if len(m.oracle.Operations(entry)) > 1 {
			continue
		}
		list := oracle.Parameters(entry, m.goarch)
		k := slices.IndexFunc(list, func(q oracle.Parameter) bool { return q.Name == p.Name })
		if p.Name == "" && p.register >= 0 && p.register < len(list) {
			k = p.register
		}
		if k < 0 {
			return false
		}
		if k != p.register {
			p.register = -1
		}
		p.Bits = min(p.Bits, list[k].Bits)
		if !list[k].ID {
			p.named = min(p.named, list[k].Bits)
		}
		p.full = p.full && list[k].Bits == width(m.goarch)
		p.beyond = p.beyond || k >= inRegisters && (m.goarch == "mips" || m.goarch == "mipsle")
	}
	return true
}
