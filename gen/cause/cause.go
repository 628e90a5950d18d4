// Package cause finds the rule for an event, and the place for a rule to allow it.
//
// An event of a log often lacks its arguments. Then several rules are possible: of
//
//	server,violation,kill,,
//	server,ioctl,errno:EPERM,cmd == TIOCSTI,
//	server,ioctl,,cmd == TCGETS,
//
// the first and the second may have refused an ioctl. If the event has its action, the
// action decides between them: errno is of the second.
package cause

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Kind is the kind of a cause.
type Kind uint8

const (
	// Rule is a rule of the policy.
	Rule Kind = iota
	// Violation is the lack of a rule.
	Violation
	// Unknown is the lack of a rule for a syscall newer than the baseline.
	Unknown
	// Foreign is a number of another calling convention.
	Foreign
	// Default allows a number without a syscall after @allow-all, and selectors without an
	// operation in an allowed multiplexer.
	Default
)

// Cause is a possible cause of an event's action.
type Cause struct {
	Kind Kind
	// Action is the return value of the filter.
	Action uint32
	// Row is the rule. Of [Violation] and [Unknown] it is the profile's row with the
	// action, nil without one.
	Row *policy.Row
	// By is the row of the profile itself: Row, or the row that includes it.
	By *policy.Row
}

// Refuses reports whether a syscall with the cause is not made.
func (c Cause) Refuses() bool { return !action.MayProceed(c.Action) }

// Of returns the causes with an action. Its operand, such as the errno, does not count: the
// kernel does not log it. Both kills are one action, as in the output of ausearch.
func Of(causes []Cause, value uint32) []Cause {
	return slices.DeleteFunc(slices.Clone(causes), func(c Cause) bool { return logged(c.Action) != logged(value) })
}

// logged returns an action as logs have it.
func logged(value uint32) uint32 {
	if value == action.KillThread {
		return action.KillProcess
	}
	a, _, _ := action.Of(value)
	return a.Value
}

// Profile finds the causes of events in one profile.
type Profile struct {
	*policy.Profile
	decisions policy.Decisions
	// resolved holds the rules by architecture.
	resolved map[*arch.Arch]map[uint32][]policy.Alternative
	actions  map[*arch.Arch]policy.Resolved
}

// NewProfile returns the causes in a profile of a policy with some decisions.
func NewProfile(p *policy.Profile, d policy.Decisions) *Profile {
	return &Profile{p, d, make(map[*arch.Arch]map[uint32][]policy.Alternative), make(map[*arch.Arch]policy.Resolved)}
}

// resolve resolves the rules on an architecture, once.
func (p *Profile) resolve(a *arch.Arch) {
	if p.resolved[a] != nil {
		return
	}
	p.actions[a] = p.decisions.Resolve(p.Profile, a)
	p.resolved[a] = make(map[uint32][]policy.Alternative)
	for _, s := range p.actions[a].Syscalls {
		p.resolved[a][s.Number] = s.Alternatives
	}
}

// Causes returns the possible causes of an event, in the order of the rules: a single one
// if all arguments are known.
func (p *Profile) Causes(e event.Event) []Cause {
	p.resolve(e.Arch)
	var list []Cause
	undecided := p.like(e)
	space := p.decisions.Space
	for _, x := range p.resolved[e.Arch][e.Number] {
		if space.And(undecided, x.When) != argset.None {
			c := Cause{Rule, x.Action, x.Row, x.By}
			if x.Row == nil {
				c.Kind = Default
			}
			list = append(list, c)
			undecided = space.Minus(undecided, x.When)
		}
	}
	if undecided == argset.None {
		return list
	}
	return append(list, p.remainder(e))
}

// like returns the arguments equal to those known of an event.
func (p *Profile) like(e event.Event) argset.Set {
	space, set := p.decisions.Space, argset.All
	for i, v := range e.Args {
		if e.Known.Has(i) {
			set = space.And(set, space.Equal(space.Argument(i, 64), v))
		}
	}
	return set
}

// remainder returns the cause where no rule decides.
func (p *Profile) remainder(e event.Event) Cause {
	d := p.decisions.Of[p.Profile][e.Arch.Index]
	switch v := d.Partition.Of(e.Number); v {
	case decision.Foreign:
		return Cause{Kind: Foreign, Action: d.Verdicts[v].Action}
	case decision.Unknown:
		row := p.own("unknown")
		return Cause{Unknown, d.Verdicts[v].Action, row, row}
	case decision.Allowed:
		return Cause{Kind: Default, Action: action.Allow}
	}
	row := p.own("violation")
	return Cause{Violation, p.actions[e.Arch].Violation, row, row}
}

// own returns the profile's row for its own action, or nil.
func (p *Profile) own(cell string) *policy.Row {
	for _, r := range p.Rows {
		if r.Syscall == cell {
			return r
		}
	}
	return nil
}
