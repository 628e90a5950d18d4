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

// observer compares the outcomes of a program with a decision.
type observer struct {
	decision.Decision
	program bpf.Program
	// seen lists the outcomes with their verdicts.
	seen []observed
	// places lists the returns of each verdict.
	places map[decision.VerdictID][]int
}

// observed is a set of inputs and the verdict on it.
type observed struct {
	nr      interval.Interval
	when    argset.Set
	verdict decision.VerdictID
}

// observe adds an outcome.
func (o *observer) observe(out Outcome) error {
	v, ok := o.verdict(out)
	if !ok {
		return fmt.Errorf("numbers %d..%d: returns %#x, not the action of any verdict", out.Nr.First, out.Nr.Last, out.Value)
	}
	o.places[v] = append(o.places[v], out.Place)
	o.seen = append(o.seen, observed{out.Nr, out.When, v})
	return nil
}

// verdict returns the verdict of an outcome by its action. Several verdicts may have one
// action: denied and foreign kill by default, but a filter can change only the first. If
// so, a listed return has the verdict of its list, and any other the first unlisted
// verdict.
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

// shown returns the verdict reported by [observer.verdict] for v: v itself if it is
// listed, else the first unlisted verdict with its action. Foreign and a policy's own
// kill may share a return.
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

// list holds the returns of one verdict.
type list struct {
	verdict decision.VerdictID
	places  []int
}

func lists(p bpf.Program) []list {
	return []list{{decision.Denied, p.Denied}, {decision.Unknown, p.Unknown}}
}

// isListed reports whether programs list the returns of v for filters to change.
func isListed(v decision.VerdictID) bool { return v == decision.Denied || v == decision.Unknown }

// checkLists compares the program's lists with the returns found.
func checkLists(p bpf.Program, places map[decision.VerdictID][]int) error {
	for _, list := range lists(p) {
		if found := sorted(places[list.verdict]); !slices.Equal(found, list.places) {
			return fmt.Errorf("the returns of %v numbers are instructions %v, listed as %v", list.verdict, found, list.places)
		}
	}
	return nil
}

// compare returns an error with the first number, and an example of arguments, on which
// program and decision differ.
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

// bounds returns, in ascending order, the first number of each run and outcome, and the
// number after its last. Between two bounds nothing changes.
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

// compareAt compares the outcomes of a number with the decision.
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
			return fmt.Errorf("number %d has no outcome for some arguments", nr)
		}
	}
	return nil
}

func (o *observer) differs(nr uint32, when argset.Set, got, want decision.VerdictID) error {
	if when == argset.All {
		return fmt.Errorf("number %d is %v, want %v", nr, got, want)
	}
	return fmt.Errorf("number %d with arguments %#x is %v, want %v", nr, o.Space.Example(when), got, want)
}
