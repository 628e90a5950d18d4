package report

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Syscall is a row of the matrix.
type Syscall struct {
	Name string
	// Operations holds one name for a variant, several for a multiplexer.
	Operations []string
	Groups     []string
	// Tier is the name of the lowest tier with the syscall, or empty. Why is its reason.
	Tier, Why string
	// Weight is the number of calls per million syscalls of real workloads.
	Weight  int
	Numbers []Numbers
	// Cells holds the verdicts by profile.
	Cells []Cell
}

// Numbers is a number with its architectures.
type Numbers struct {
	Number uint32
	Arches []*arch.Arch
}

// Cell is a profile's verdict on a syscall.
type Cell struct {
	// Parts holds the verdicts. Architectures with the same one share a part. The part with
	// most architectures is the last.
	Parts []Part
}

// Part is a verdict on some architectures.
type Part struct {
	Arches  []*arch.Arch
	Verdict Verdict
	// Uses holds the rules that decide some arguments, in their order.
	Uses []Use
	// Otherwise is the action for arguments without a rule. It is empty if rules decide all.
	Otherwise string
	// Removed is the index of the rule that left the syscall without rules, or -1.
	Removed int
}

// Use is what a rule decides about a syscall.
type Use struct {
	// Rule is the index of the rule in Report.Rules, or -1 for the selectors without an
	// operation of an allowed multiplexer.
	Rule int
	// Action is the action as a policy writes it, or "allow".
	Action string
	// When is the condition, empty for all arguments.
	When string
	// Operations lists the operations of a multiplexer that the rule decides. It is empty for
	// all.
	Operations []string
	// Without lists the operations of a multiplexer that a later rule removed.
	Without []string
}

// alike reports whether two parts differ in their architectures alone.
func (p Part) alike(q Part) bool {
	return p.Verdict == q.Verdict && p.Otherwise == q.Otherwise && p.Removed == q.Removed && slices.EqualFunc(p.Uses, q.Uses, Use.equal)
}

// equal reports whether two uses are equal.
func (u Use) equal(v Use) bool {
	return u.Rule == v.Rule && u.Action == v.Action && u.When == v.When && slices.Equal(u.Operations, v.Operations) && slices.Equal(u.Without, v.Without)
}

// matrix returns the rows of all syscalls.
func (b *builder) matrix() []Syscall {
	var out []Syscall
	for i := range b.Catalog.Syscalls {
		s := &b.Catalog.Syscalls[i]
		row := Syscall{Name: s.Name, Operations: s.Operations, Groups: s.Groups, Why: s.Why, Weight: s.Weight, Numbers: numbers(s, b.Arches)}
		if len(row.Numbers) == 0 {
			continue
		}
		if s.Tier != catalog.NoTier {
			row.Tier = b.Catalog.Tiers[s.Tier].Name
		}
		if row.Why == "seed" {
			row.Why = ""
		}
		for i := range b.Profiles {
			row.Cells = append(row.Cells, b.cell(&b.Profiles[i], s))
		}
		out = append(out, row)
	}
	return out
}

// numbers returns the numbers of a syscall, in the order of their first architectures.
func numbers(s *catalog.Syscall, arches []*arch.Arch) []Numbers {
	var out []Numbers
	for _, a := range arches {
		n, ok := s.Number(a)
		if !ok {
			continue
		}
		i := slices.IndexFunc(out, func(x Numbers) bool { return x.Number == n })
		if i < 0 {
			i, out = len(out), append(out, Numbers{Number: n})
		}
		out[i].Arches = append(out[i].Arches, a)
	}
	return out
}

// cell returns the cell of a profile and a syscall.
func (b *builder) cell(p *Profile, s *catalog.Syscall) Cell {
	var c Cell
	for _, a := range b.Arches {
		nr, ok := s.Number(a)
		if !ok {
			continue
		}
		part := b.part(p, s, nr, a)
		i := slices.IndexFunc(c.Parts, func(x Part) bool { return x.alike(part) })
		if i < 0 {
			c.Parts = append(c.Parts, part)
		} else {
			c.Parts[i].Arches = append(c.Parts[i].Arches, a)
		}
	}
	slices.SortStableFunc(c.Parts, func(x, y Part) int { return len(x.Arches) - len(y.Arches) })
	return c
}

// part returns the verdict on one architecture.
func (b *builder) part(p *Profile, s *catalog.Syscall, nr uint32, a *arch.Arch) Part {
	d := p.Decisions[a.Index]
	out := Part{Arches: []*arch.Arch{a}, Verdict: verdictOn(d, nr, a), Removed: -1}
	rules, undecided := b.resolve(p, a), argset.All
	for _, x := range rules.alternatives[nr] {
		if d.Space.And(undecided, x.When) == argset.None {
			continue
		}
		undecided = d.Space.Minus(undecided, x.When)
		out.Uses = addUse(out.Uses, b.use(p, x, s, a))
	}
	if row := rules.removed[s.Name]; row != nil {
		out.Removed = b.rule(row)
	}
	if undecided != argset.None {
		out.Otherwise = b.otherwise(p, undecided, nr, a)
	}
	return out
}

// otherwise returns the action for the arguments without a rule.
func (b *builder) otherwise(p *Profile, undecided argset.Set, nr uint32, a *arch.Arch) string {
	d := p.Decisions[a.Index]
	return actionText(d.Verdicts[d.Of(nr, d.Space.Example(undecided))].Action, a)
}

// resolved holds the rules of a profile on an architecture, by number.
type resolved struct {
	alternatives map[uint32][]policy.Alternative
	// removed is that of [policy.Resolved].
	removed map[string]*policy.Row
}

// resolve resolves the rules of a profile on an architecture, once. A tier has none.
func (b *builder) resolve(p *Profile, a *arch.Arch) *resolved {
	key := resolvedKey{p, a}
	if b.resolved[key] == nil {
		out := &resolved{alternatives: make(map[uint32][]policy.Alternative)}
		if p.Resolve != nil {
			x := p.Resolve(a)
			for _, s := range x.Syscalls {
				out.alternatives[s.Number] = s.Alternatives
			}
			out.removed = x.Removed
		}
		b.resolved[key] = out
	}
	return b.resolved[key]
}

// use describes an alternative of a syscall.
func (b *builder) use(p *Profile, x policy.Alternative, s *catalog.Syscall, a *arch.Arch) Use {
	u := Use{Rule: -1, Action: actionText(x.Action, a)}
	if x.Row == nil {
		return u
	}
	u.Rule, u.When = b.rule(x.Row), x.Row.When
	if !s.Multiplexer() {
		return u
	}
	space := p.Decisions[a.Index].Space
	own := x.Row.Syscall[strings.IndexByte(x.Row.Syscall, '/')+1:] == s.Name
	for _, operation := range s.Operations {
		selectors, _ := policy.Part(space, operation, s, "", a)
		switch left := space.And(selectors, x.When); {
		case !own && left == selectors:
			u.Operations = append(u.Operations, operation)
		case own && left == argset.None && (u.When == "" || b.removes(operation)):
			u.Without = append(u.Without, operation)
		}
	}
	return u
}

// addUse appends a use, or adds its operations to the last one of the same rule.
func addUse(list []Use, u Use) []Use {
	if n := len(list); n > 0 && list[n-1].Rule == u.Rule && list[n-1].Action == u.Action && list[n-1].When == u.When {
		list[n-1].Operations = append(list[n-1].Operations, u.Operations...)
		return list
	}
	return append(list, u)
}
