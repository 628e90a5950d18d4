package compile

import (
	"cmp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Data is the part of tables.ProfileData for changes at run time: allowing and blocking
// syscalls. The fields are documented there.
type Data struct {
	Allowed, Conditional []interval.Interval
	Overrides            []decision.Override
	Selectors            []Selector
	// CompatOverrides are the overrides of the companion ABI.
	CompatOverrides []decision.Override
	// CompatUnknown are the unknown numbers of the companion ABI.
	CompatUnknown []interval.Interval
}

// Selector is a value of a multiplexer's first argument: one operation. For at least some
// other arguments its verdict is not a violation.
type Selector struct {
	Multiplexer, Call *catalog.Syscall
	Mask, Value       uint32
	// Allowed reports whether the profile allows it, at least for some other arguments.
	Allowed bool
	// Action is the strictest action, violations left out.
	Action uint32
}

// Data returns the data of c for package seccomp.
func (c *Compiled) Data(syscalls *catalog.Catalog) Data {
	d := Data{
		Allowed:     c.Numbers(c.Allows),
		Conditional: c.Numbers(c.Conditional),
		Overrides:   c.Overrides(),
		Selectors:   c.selectors(syscalls),
	}
	if c.Compat != nil {
		d.CompatOverrides = c.Compat.Overrides()
		d.CompatUnknown = c.Compat.Partition.Where(decision.Unknown)
	}
	return d
}

// selectors returns the selectors of multiplexers with conditions. It lists variants of an
// operation too: a user may block it by any of its names.
func (c *Compiled) selectors(syscalls *catalog.Catalog) []Selector {
	var out []Selector
	for i := range syscalls.Syscalls {
		m := &syscalls.Syscalls[i]
		n, ok := m.Number(c.Arch)
		if !ok || !m.Multiplexer() || c.Verdicts[c.Partition.Of(n)].Cases == nil {
			continue
		}
		for j := range syscalls.Syscalls {
			if s := &syscalls.Syscalls[j]; !s.Multiplexer() {
				out = append(out, c.selectorsOf(m, s, n)...)
			}
		}
	}
	return out
}

// selectorsOf returns the selectors of s in m. n is the number of m.
func (c *Compiled) selectorsOf(m, s *catalog.Syscall, n uint32) []Selector {
	mask, values, ok := abi.Selectors(m.Name, s.Operation())
	if !ok {
		return nil
	}
	var out []Selector
	for _, value := range values {
		selected := c.Space.Test(argset.Test{Mask: mask, Op: argset.Equal, K: value})
		if c.Space.Minus(selected, c.Arguments(n, decision.Denied)) == argset.None {
			continue
		}
		x := Selector{Multiplexer: m, Call: s, Mask: mask, Value: value, Action: action.Allow}
		x.Allowed = c.Space.And(selected, c.Arguments(n, decision.Allowed)) != argset.None
		if strictest, ok := c.OverrideAmong(n, selected); ok {
			x.Action = strictest
		}
		out = append(out, x)
	}
	return out
}

// CompatCall is a syscall and a number of the companion ABI for its operation. The number
// of a multiplexer serves several syscalls.
type CompatCall struct {
	Call   *catalog.Syscall
	Number uint32
}

// CompatCalls lists the numbers of a's companion ABI, ascending by the constant of the
// syscall on a.
func CompatCalls(syscalls *catalog.Catalog, a *arch.Arch) []CompatCall {
	b := a.Companion
	var out []CompatCall
	for i := range syscalls.Syscalls {
		s := &syscalls.Syscalls[i]
		if n, ok := s.Number(b); ok {
			out = append(out, CompatCall{s, n})
		}
	}
	related := syscalls.Relations(b)
	for _, r := range slices.Concat(related.Variants, related.Multiplexers) {
		n, _ := r.Entry.Number(b)
		out = append(out, CompatCall{r.Call, n})
	}
	slices.SortFunc(out, func(x, y CompatCall) int {
		return cmp.Or(cmp.Compare(x.Call.Constant(a), y.Call.Constant(a)), cmp.Compare(x.Number, y.Number))
	})
	return out
}
