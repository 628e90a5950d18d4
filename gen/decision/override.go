package decision

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Override is an interval of numbers with actions from a policy's rules, other than
// allow and the violation action.
type Override struct {
	interval.Interval
	// Action is the strictest of these actions.
	Action uint32
}

// Overrides returns the overrides of d in ascending order.
func (d Decision) Overrides() []Override {
	var out []Override
	for _, r := range d.Partition {
		strictest, ok := d.override(d.ends(r.Verdict))
		switch n := len(out); {
		case !ok:
		case n > 0 && out[n-1].Last+1 == r.First && out[n-1].Action == strictest:
			out[n-1].Last = r.Last
		default:
			out = append(out, Override{r.Interval, strictest})
		}
	}
	return out
}

// OverrideAmong returns the strictest action from a policy's rules for number nr with any
// of the given arguments.
func (d Decision) OverrideAmong(nr uint32, arguments argset.Set) (strictest uint32, ok bool) {
	v := d.Partition.Of(nr)
	var ends []VerdictID
	for _, c := range d.Verdicts[v].Cases {
		if d.Space.And(c.When, arguments) != argset.None {
			ends = append(ends, c.Verdict)
		}
	}
	return d.override(ends)
}

// ends returns the verdicts of the cases of v, or v itself.
func (d Decision) ends(v VerdictID) []VerdictID {
	cases := d.Verdicts[v].Cases
	if cases == nil {
		return []VerdictID{v}
	}
	var out []VerdictID
	for _, c := range cases {
		out = append(out, c.Verdict)
	}
	return out
}

// override returns the strictest action of the policy's own verdicts among ends.
func (d Decision) override(ends []VerdictID) (strictest uint32, ok bool) {
	strictest = action.Allow
	for _, v := range ends {
		if v >= FirstPolicyVerdict {
			strictest, ok = action.Stricter(strictest, d.Verdicts[v].Action), true
		}
	}
	return strictest, ok
}
