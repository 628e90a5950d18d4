// Package profiledata makes the data of a compiled profile in memory, equal to those in
// generated code: for seccomp-exec, and for the tests of random policies.
package profiledata

import (
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// Of returns the data of a compiled profile of this machine's architecture.
func Of(c *catalog.Catalog, compiled *compile.Compiled) *tables.ProfileData {
	changes := compiled.Data(c)
	d := &tables.ProfileData{
		Name:        compiled.Name,
		Description: compiled.Description,
		Violation:   compiled.Verdicts[decision.Denied].Action,
		Unknown:     compiled.Verdicts[decision.Unknown].Action,

		UnknownDefault: !compiled.UnknownSet,
		Allowed:        ranges(changes.Allowed),
		Conditional:    ranges(changes.Conditional),
		Overrides:      overrides(changes.Overrides),
		Program:        program(&compiled.Program),
	}
	for _, s := range changes.Selectors {
		d.Selectors = append(d.Selectors, tables.Selector{
			Multiplexer: number(s.Multiplexer, compiled), Call: number(s.Call, compiled),
			Mask: s.Mask, Value: s.Value, Allowed: s.Allowed, Action: s.Action,
		})
	}
	if compiled.Compat != nil {
		d.CompatOverrides = overrides(changes.CompatOverrides)
		d.CompatUnknown = ranges(changes.CompatUnknown)
		for _, x := range compile.CompatCalls(c, compiled.Arch) {
			d.Compat = append(d.Compat, tables.CompatCall{Call: number(x.Call, compiled), Number: x.Number})
		}
	}
	return d
}

// number returns the constant of a syscall in package tables.
func number(s *catalog.Syscall, compiled *compile.Compiled) tables.Syscall {
	return tables.Syscall(s.Constant(compiled.Arch))
}

func ranges(list []interval.Interval) []tables.Range {
	var out []tables.Range
	for _, r := range list {
		out = append(out, tables.Range{First: tables.Syscall(r.First), Last: tables.Syscall(r.Last)})
	}
	return out
}

func overrides(list []decision.Override) []tables.Override {
	var out []tables.Override
	for _, o := range list {
		out = append(out, tables.Override{First: tables.Syscall(o.First), Last: tables.Syscall(o.Last), Action: o.Action})
	}
	return out
}

// program returns a program for package seccomp.
func program(p *bpf.Program) tables.Program {
	out := tables.Program{Body: p.Body, Compat: p.Compat, Denied: places(p.Denied), Unknown: places(p.Unknown)}
	for _, i := range p.Instructions {
		out.Instructions = append(out.Instructions, unix.SockFilter{Code: i.Code, Jt: i.JT, Jf: i.JF, K: i.K})
	}
	return out
}

func places(list []int) []uint16 {
	out := []uint16{}
	for _, place := range list {
		out = append(out, uint16(place))
	}
	return out
}
