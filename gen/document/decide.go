package document

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Decide returns the decision of d on a, one of its architectures. The default action is
// that of violations and of unknown syscalls. The sets of the decision are in space.
func (d *Document) Decide(c *catalog.Catalog, space *argset.Space, a *arch.Arch) (decision.Decision, error) {
	x := decider{Document: d, space: space, a: a, ids: make(map[uint32]decision.VerdictID)}
	fallback := d.Default.On(a)
	x.Decision = decision.Decision{Space: space, Partition: profile.DenyByDefault(a), UnknownSet: true, Verdicts: []decision.Verdict{
		decision.Denied: {Action: fallback}, decision.Allowed: {Action: action.Allow}, decision.Unknown: {Action: fallback}, decision.Foreign: {Action: action.KillProcess},
	}}
	if fallback == action.Allow {
		x.Partition = profile.AllowByDefault(a)
		x.Verdicts[decision.Denied].Action = action.KillProcess
	}
	if !space.Within(min(maxWork, space.Left()), func() { x.syscalls(c) }) {
		return decision.Decision{}, fmt.Errorf("%s: the conditions take too much work; use fewer", d.File)
	}
	return x.Decision, nil
}

// decider makes a decision of a document.
type decider struct {
	*Document
	decision.Decision
	space *argset.Space
	a     *arch.Arch
	// ids holds the verdicts of actions other than allow and the default.
	ids map[uint32]decision.VerdictID
}

// syscalls gives the syscalls with rules their verdicts.
func (x *decider) syscalls(c *catalog.Catalog) {
	verdicts := make(map[uint32]decision.VerdictID)
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		rules := x.Rules[x.a.Index][s.Name]
		if n, ok := s.Number(x.a); ok && len(rules) > 0 {
			verdicts[n] = x.verdict(x.Partition.Of(n), rules)
		}
	}
	x.Partition = x.Partition.SetEach(verdicts)
}

// verdict returns the verdict of rules, and of the default for the rest.
func (x *decider) verdict(rest decision.VerdictID, rules []Rule) decision.VerdictID {
	var cases []decision.Case
	undecided := argset.All
	for _, r := range rules {
		if holds := x.space.And(undecided, set(x.space, x.a, r.When)); holds != argset.None {
			cases = append(cases, decision.Case{When: holds, Verdict: x.of(r.Action.On(x.a), rest)})
			undecided = x.space.Minus(undecided, holds)
		}
	}
	if undecided != argset.None {
		cases = append(cases, decision.Case{When: undecided, Verdict: rest})
	}
	if len(cases) == 1 {
		return cases[0].Verdict
	}
	return x.add(decision.Verdict{Cases: cases})
}

// of returns the verdict of an action. rest is that of the default.
func (x *decider) of(value uint32, rest decision.VerdictID) decision.VerdictID {
	switch v, ok := x.ids[value]; {
	case ok:
		return v
	case value == x.Verdicts[rest].Action:
		return rest
	case value == action.Allow:
		return decision.Allowed
	}
	v := x.add(decision.Verdict{Action: value})
	x.ids[value] = v
	return v
}

// add appends a verdict.
func (x *decider) add(v decision.Verdict) decision.VerdictID {
	x.Verdicts = append(x.Verdicts, v)
	return decision.VerdictID(len(x.Verdicts) - 1)
}
