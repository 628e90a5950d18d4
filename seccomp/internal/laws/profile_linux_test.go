package laws_test

import (
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// tablesProfile returns a compiled profile as generated code would hold it.
func tablesProfile(m *machine, c *compile.Compiled) tables.Profile {
	data := c.Data(m.syscalls)
	out := &tables.ProfileData{
		Name: c.Name, Violation: c.Verdicts[decision.Denied].Action, Unknown: c.Verdicts[decision.Unknown].Action,
		Allowed: ranges(data.Allowed), Conditional: ranges(data.Conditional),
		Overrides: overrides(data.Overrides), CompatOverrides: overrides(data.CompatOverrides),
		Program: tables.Program{Body: c.Program.Body, Compat: c.Program.Compat, Denied: places(c.Program.Denied), Unknown: places(c.Program.Unknown)},
	}
	for _, s := range data.Selectors {
		out.Selectors = append(out.Selectors, tables.Selector{
			Multiplexer: named(s.Multiplexer.Name), Call: named(s.Call.Name), Mask: s.Mask, Value: s.Value, Allowed: s.Allowed, Action: s.Action,
		})
	}
	if c.Compat != nil {
		for _, x := range compile.CompatCalls(m.syscalls, m.arch) {
			out.Compat = append(out.Compat, tables.CompatCall{Call: named(x.Call.Name), Number: x.Number})
		}
	}
	for _, i := range c.Program.Instructions {
		out.Program.Instructions = append(out.Program.Instructions, unix.SockFilter{Code: i.Code, Jt: i.JT, Jf: i.JF, K: i.K})
	}
	return tables.MakeProfile(out)
}

// named returns the syscall with a name of the catalog.
func named(name string) tables.Syscall {
	s, ok := tables.Lookup(name)
	if !ok {
		panic("no syscall " + name)
	}
	return s
}

func ranges(list []interval.Interval) []tables.Range {
	var out []tables.Range
	for _, i := range list {
		out = append(out, tables.Range{First: tables.Syscall(i.First), Last: tables.Syscall(i.Last)})
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

func places(list []int) []uint16 {
	var out []uint16
	for _, place := range list {
		out = append(out, uint16(place))
	}
	return out
}
