// Package decision says what a profile decides on every call of an architecture:
// what the program is compiled from, and what it is proved against.
package decision

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Decision is the verdict of every number, and what each verdict means.
type Decision struct {
	Partition Partition
	// Space is the space of the sets in Verdicts; nil where no arguments decide.
	Space *argset.Space
	// Verdicts is what each verdict means: denied, allowed, unknown, foreign, and then
	// those of a policy.
	Verdicts []Verdict
}

// Verdict is how a call ends.
type Verdict struct {
	// Action is the SECCOMP_RET_* value that the program returns, where there are no
	// Cases.
	Action uint32
	// Cases is the verdicts of a call whose arguments decide: sets that do not
	// overlap and hold all arguments, each with a verdict that has no Cases itself.
	Cases []Case
	// Tests is enough to tell the Cases apart.
	Tests []argset.Test
}

// Case is the verdict for some arguments.
type Case struct {
	When    argset.Set
	Verdict VerdictID
}

// TooLarge is the error of a decision of which no program can be made: what is too large.
type TooLarge string

func (e TooLarge) Error() string { return string(e) }

// Plain returns the decision whose partition is p, in which no arguments matter.
func Plain(p Partition, actions []uint32) Decision {
	d := Decision{Partition: p}
	for _, action := range actions {
		d.Verdicts = append(d.Verdicts, Verdict{Action: action})
	}
	return d
}

// Actions returns the value that each verdict returns: 0 where there are Cases.
func (d Decision) Actions() []uint32 {
	out := make([]uint32, len(d.Verdicts))
	for i, v := range d.Verdicts {
		out[i] = v.Action
	}
	return out
}

// Allows reports whether a verdict allows some arguments.
func (d Decision) Allows(v VerdictID) bool {
	return v == Allowed || d.leadsTo(v, Allowed)
}

// Conditional reports whether a verdict allows some arguments and refuses others.
func (d Decision) Conditional(v VerdictID) bool {
	return d.leadsTo(v, Allowed)
}

// leadsTo reports whether some case of v is the verdict end.
func (d Decision) leadsTo(v, end VerdictID) bool {
	return slices.ContainsFunc(d.Verdicts[v].Cases, func(c Case) bool { return c.Verdict == end })
}

// Arguments returns the arguments for which a number meets a verdict without Cases.
func (d Decision) Arguments(nr uint32, end VerdictID) argset.Set {
	v := d.Partition.Of(nr)
	if v == end {
		return argset.All
	}
	set := argset.None
	for _, c := range d.Verdicts[v].Cases {
		if c.Verdict == end {
			set = d.Space.Or(set, c.When)
		}
	}
	return set
}

// Numbers returns the numbers whose verdict satisfies is.
func (d Decision) Numbers(is func(VerdictID) bool) []interval.Interval {
	var out []interval.Interval
	for _, r := range d.Partition {
		if is(r.Verdict) {
			out = append(out, r.Interval)
		}
	}
	return interval.Union(out)
}

// Of returns the verdict of a call: one without Cases.
func (d Decision) Of(nr uint32, values [6]uint64) VerdictID {
	v := d.Partition.Of(nr)
	for _, c := range d.Verdicts[v].Cases {
		if d.Space.Contains(c.When, values) {
			return c.Verdict
		}
	}
	return v
}

// Check returns an error unless d is whole: see the fields.
func (d Decision) Check() error {
	if err := d.Partition.Check(); err != nil {
		return err
	}
	for _, r := range d.Partition {
		if int(r.Verdict) >= len(d.Verdicts) {
			return fmt.Errorf("numbers %d..%d: verdict %d of %d", r.First, r.Last, r.Verdict, len(d.Verdicts))
		}
	}
	for i, v := range d.Verdicts {
		if err := d.checkCases(v.Cases); err != nil {
			return fmt.Errorf("verdict %d: %w", i, err)
		}
	}
	return nil
}

func (d Decision) checkCases(cases []Case) error {
	covered := argset.None
	for i, c := range cases {
		if int(c.Verdict) >= len(d.Verdicts) || d.Verdicts[c.Verdict].Cases != nil {
			return fmt.Errorf("case %d has verdict %d, which is none that ends a call", i, c.Verdict)
		}
		if d.Space.And(covered, c.When) != argset.None {
			return fmt.Errorf("case %d overlaps those before it", i)
		}
		covered = d.Space.Or(covered, c.When)
	}
	if len(cases) > 0 && covered != argset.All {
		return fmt.Errorf("the cases leave arguments out")
	}
	return nil
}
