package random

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// parameter is a parameter in the reach of a condition.
type parameter struct {
	oracle.Parameter
	// register is N of argN, or -1 if argN is at other places in the condition's reach.
	register int
	// full reports whether the kernel reads all bits of the register.
	full bool
	// beyond reports whether the parameter is beyond the registers of mips. A row for all
	// architectures then needs removals for mips and mipsle.
	beyond bool
}

// parameters returns the parameters for conditions on a syscall. goarch is empty for all
// architectures. Bits is then the smallest width. A parameter in another form at some
// entry point is left out.
func (d *draft) parameters(syscall, goarch string) []parameter {
	if goarch != "" {
		return d.takenOn(oracle.Parameters(syscall, goarch), goarch)
	}
	if list, ok := d.everyone[syscall]; ok {
		return list
	}
	var out []parameter
	for i, p := range oracle.Parameters(syscall, d.reference(syscall)) {
		if q, ok := d.common(syscall, i, p); ok {
			out = append(out, q)
		}
	}
	d.everyone[syscall] = out
	return out
}

// reference returns amd64, or the first architecture with a syscall.
func (d *draft) reference(syscall string) string {
	choice := append([]string{"amd64"}, goarches()...)
	i := slices.IndexFunc(choice, func(goarch string) bool {
		_, ok := d.index(goarch).numbers[syscall]
		return ok
	})
	return choice[i]
}

// takenOn returns the parameters for a row on one architecture. mips has only the first
// in registers.
func (d *draft) takenOn(list []oracle.Parameter, goarch string) []parameter {
	if goarch == "mips" || goarch == "mipsle" {
		list = list[:min(len(list), inRegisters)]
	}
	var out []parameter
	for i, p := range list {
		out = append(out, parameter{Parameter: p, register: i, full: p.Bits == width(goarch)})
	}
	return out
}

// common returns parameter p of a syscall, at register i of the reference, in the form of all entry
// points. ok is false if one has no such parameter.
func (d *draft) common(syscall string, i int, p oracle.Parameter) (out parameter, ok bool) {
	out = parameter{Parameter: p, register: i, full: true}
	for _, goarch := range goarches() {
		for _, entry := range d.index(goarch).entries(syscall) {
			if len(d.g.Oracle.Operations(entry)) > 1 {
				// A row removes the multiplexer.
				continue
			}
			list := oracle.Parameters(entry, goarch)
			k := slices.IndexFunc(list, func(q oracle.Parameter) bool { return q.Name == p.Name })
			if p.Name == "" && i < len(list) {
				k = i
			}
			if k < 0 {
				return out, false
			}
			if k != i {
				out.register = -1
			}
			out.Bits = min(out.Bits, list[k].Bits)
			out.full = out.full && list[k].Bits == width(goarch)
			out.beyond = out.beyond || k >= inRegisters && (goarch == "mips" || goarch == "mipsle")
		}
	}
	return out, p.Name != "" || out.register >= 0
}
