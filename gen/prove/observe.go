package prove

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// observer holds what a program does against what it should do.
type observer struct {
	decision.Decision
	program bpf.Program
	// seen is the verdict that each outcome shows.
	seen []observed
	// places is where each verdict is returned.
	places map[decision.VerdictID][]int
}

// observed is calls that end with a verdict.
type observed struct {
	nr      interval.Interval
	when    argset.Set
	verdict decision.VerdictID
}

// observe takes in an outcome.
func (o *observer) observe(out Outcome) error {
	v, ok := o.verdict(out)
	if !ok {
		return fmt.Errorf("numbers %d..%d: returns %#x, no verdict's action", out.Nr.First, out.Nr.Last, out.Value)
	}
	o.places[v] = append(o.places[v], out.Place)
	o.seen = append(o.seen, observed{out.Nr, out.When, v})
	return nil
}

// verdict returns the verdict of an outcome. Denied, whose action a filter can change,
// and foreign, whose action it cannot, may return one value: then the lists of the
// program tell them apart. Of several unlisted verdicts it returns the first.
func (o *observer) verdict(out Outcome) (v decision.VerdictID, ok bool) {
	var changeable, fixed []decision.VerdictID
	for i, verdict := range o.Verdicts {
		switch v := decision.VerdictID(i); {
		case verdict.Cases != nil || verdict.Action != out.Value:
		case isListed(v):
			changeable = append(changeable, v)
		default:
			fixed = append(fixed, v)
		}
	}
	same := append(changeable, fixed...)
	if len(changeable) == 0 || len(same) == 1 {
		return append(same, 0)[0], len(same) > 0
	}
	for _, list := range lists(o.program) {
		if slices.Contains(list.places, out.Place) {
			return list.verdict, true
		}
	}
	return append(fixed, 0)[0], len(fixed) > 0
}

// shown returns the verdict observed for v: itself if its action can change, or else the
// first fixed verdict with its action. Foreign and a policy's own kill may share a
// return.
func (o *observer) shown(v decision.VerdictID) decision.VerdictID {
	if isListed(v) {
		return v
	}
	for i, verdict := range o.Verdicts {
		if first := decision.VerdictID(i); !isListed(first) && verdict.Cases == nil && verdict.Action == o.Verdicts[v].Action {
			return first
		}
	}
	return v
}

// list is the places of the returns that carry a verdict.
type list struct {
	verdict decision.VerdictID
	places  []int
}

func lists(p bpf.Program) []list {
	return []list{{decision.Denied, p.Denied}, {decision.Unknown, p.Unknown}}
}

// isListed reports whether programs list the returns of v, for filters to change.
func isListed(v decision.VerdictID) bool { return v == decision.Denied || v == decision.Unknown }

// checkLists returns an error unless the program's lists are of the places that
// return those verdicts.
func checkLists(p bpf.Program, places map[decision.VerdictID][]int) error {
	for _, list := range lists(p) {
		if found := sorted(places[list.verdict]); !slices.Equal(found, list.places) {
			return fmt.Errorf("the returns of %v numbers are instructions %v, listed as %v", list.verdict, found, list.places)
		}
	}
	return nil
}

// compare returns an error that names the first number on which the program, and
// arguments with which it, does not do what it should.
func (o *observer) compare() error {
	slices.SortFunc(o.seen, func(a, b observed) int { return cmp.Compare(a.nr.First, b.nr.First) })
	var live []observed
	seen := o.seen
	for _, first := range o.bounds() {
		live = slices.DeleteFunc(live, func(s observed) bool { return s.nr.Last < first })
		for len(seen) > 0 && seen[0].nr.First <= first {
			live, seen = append(live, seen[0]), seen[1:]
		}
		if err := o.compareAt(first, live); err != nil {
			return err
		}
	}
	return nil
}

// bounds returns the numbers from which on something may change: all that begins
// there or behind it, ascending.
func (o *observer) bounds() []uint32 {
	var out []uint32
	add := func(i interval.Interval) {
		out = append(out, i.First)
		if i.Last != interval.Whole.Last {
			out = append(out, i.Last+1)
		}
	}
	for _, r := range o.Partition {
		add(r.Interval)
	}
	for _, s := range o.seen {
		add(s.nr)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// compareAt compares what is seen of a number with what it should be.
func (o *observer) compareAt(nr uint32, seen []observed) error {
	v := o.Partition.Of(nr)
	cases := o.Verdicts[v].Cases
	if cases == nil {
		cases = []decision.Case{{When: argset.All, Verdict: v}}
	}
	for _, c := range cases {
		left := c.When
		for _, s := range seen {
			switch both := o.Space.And(s.when, c.When); {
			case both == argset.None:
			case s.verdict != o.shown(c.Verdict):
				return o.differs(nr, both, s.verdict, c.Verdict)
			default:
				left = o.Space.Minus(left, s.when)
			}
		}
		if left != argset.None {
			return fmt.Errorf("number %d has no end for some arguments", nr)
		}
	}
	return nil
}

func (o *observer) differs(nr uint32, when argset.Set, got, want decision.VerdictID) error {
	if when == argset.All {
		return fmt.Errorf("number %d is %v, expected %v", nr, got, want)
	}
	return fmt.Errorf("number %d with arguments %#x is %v, expected %v", nr, o.Space.Example(when), got, want)
}
