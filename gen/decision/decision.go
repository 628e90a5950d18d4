package decision

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Decision holds the verdict of every number.
type Decision struct {
	Partition Partition
	// Space holds the sets in Verdicts. It is nil if there are none.
	Space *argset.Space
	// Verdicts lists the verdicts by ID: denied, allowed, unknown, foreign, and the
	// policy's own.
	Verdicts []Verdict
	// UnknownSet reports whether a row of the policy sets the action of Unknown.
	UnknownSet bool
}

// Verdict is the action for a number, or several depending on the arguments.
type Verdict struct {
	// Action is the program's SECCOMP_RET_* value. It is 0 and unused with Cases.
	Action uint32
	// Cases divides the arguments into disjoint sets and covers all of them. The verdict
	// of a case has no Cases itself.
	Cases []Case
	// Tests separate the Cases.
	Tests []argset.Test
	// Weights holds the known weights of arguments. They guide the search for a program and
	// do not change its meaning.
	Weights []Weight
}

// Weight is the number of calls recorded with the arguments of a set.
type Weight struct {
	When  argset.Set
	Calls uint64
}

// Case gives a set of arguments its verdict.
type Case struct {
	When    argset.Set
	Verdict VerdictID
}

// TooLarge is the error for a decision without a program. It names the excess.
type TooLarge string

func (e TooLarge) Error() string { return string(e) }

// Plain returns a decision without cases: verdict i of p has actions[i].
func Plain(p Partition, actions []uint32) Decision {
	d := Decision{Partition: p}
	for _, action := range actions {
		d.Verdicts = append(d.Verdicts, Verdict{Action: action})
	}
	return d
}

// Actions returns the action of each verdict, 0 for verdicts with Cases.
func (d Decision) Actions() []uint32 {
	out := make([]uint32, len(d.Verdicts))
	for i, v := range d.Verdicts {
		out[i] = v.Action
	}
	return out
}

// Allows reports whether v allows some arguments.
func (d Decision) Allows(v VerdictID) bool {
	return v == Allowed || d.leadsTo(v, Allowed)
}

// Conditional reports whether v allows some arguments and refuses others.
func (d Decision) Conditional(v VerdictID) bool {
	return d.leadsTo(v, Allowed)
}

// leadsTo reports whether some case of v has verdict end.
func (d Decision) leadsTo(v, end VerdictID) bool {
	return slices.ContainsFunc(d.Verdicts[v].Cases, func(c Case) bool { return c.Verdict == end })
}

// Arguments returns the arguments of number nr with verdict end, a verdict without Cases.
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

// Numbers returns the numbers with a verdict that satisfies is.
func (d Decision) Numbers(is func(VerdictID) bool) []interval.Interval {
	var out []interval.Interval
	for _, r := range d.Partition {
		if is(r.Verdict) {
			out = append(out, r.Interval)
		}
	}
	return interval.Union(out)
}

// Of returns the verdict of a number with the given arguments, a verdict without Cases.
func (d Decision) Of(nr uint32, values [6]uint64) VerdictID {
	v := d.Partition.Of(nr)
	for _, c := range d.Verdicts[v].Cases {
		if d.Space.Contains(c.When, values) {
			return c.Verdict
		}
	}
	return v
}

// Check returns an error unless the partition is valid, all verdicts exist, and the cases
// of each verdict are disjoint and complete.
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

// checkCases checks the cases of one verdict.
func (d Decision) checkCases(cases []Case) error {
	covered := argset.None
	for i, c := range cases {
		if int(c.Verdict) >= len(d.Verdicts) || d.Verdicts[c.Verdict].Cases != nil {
			return fmt.Errorf("case %d has verdict %d, which has cases or does not exist", i, c.Verdict)
		}
		if d.Space.And(covered, c.When) != argset.None {
			return fmt.Errorf("case %d overlaps an earlier one", i)
		}
		covered = d.Space.Or(covered, c.When)
	}
	if len(cases) > 0 && covered != argset.All {
		return fmt.Errorf("the cases do not cover all arguments")
	}
	return nil
}

// ByAction returns the arguments of a number by the value that its program returns for them.
func (d Decision) ByAction(nr uint32) map[uint32]argset.Set {
	v := d.Partition.Of(nr)
	cases := d.Verdicts[v].Cases
	if cases == nil {
		return map[uint32]argset.Set{d.Verdicts[v].Action: argset.All}
	}
	sets := make(map[uint32]argset.Set)
	for _, c := range cases {
		value := d.Verdicts[c.Verdict].Action
		sets[value] = d.Space.Or(sets[value], c.When)
	}
	return sets
}
