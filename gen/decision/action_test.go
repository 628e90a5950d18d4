package decision_test

import (
	"maps"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// TestByAction joins the arguments of two cases with the same action.
func TestByAction(t *testing.T) {
	space := argset.NewSpace()
	equal := func(k uint32) argset.Set {
		return space.Test(argset.Test{Mask: 1<<32 - 1, Op: argset.Equal, K: k})
	}
	one, two := equal(1), equal(2)
	rest := space.Not(space.Or(one, two))
	d := decision.Decision{
		Partition: decision.Uniform(3),
		Space:     space,
		Verdicts: []decision.Verdict{{Action: 10}, {Action: 20}, {Action: 10}, {Cases: []decision.Case{
			{When: one, Verdict: 0}, {When: rest, Verdict: 1}, {When: two, Verdict: 2},
		}}},
	}
	if got, want := d.ByAction(5), map[uint32]argset.Set{10: space.Or(one, two), 20: rest}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	d.Partition = decision.Uniform(1)
	if got, want := d.ByAction(5), map[uint32]argset.Set{20: argset.All}; !maps.Equal(got, want) {
		t.Errorf("without cases: %v, want %v", got, want)
	}
}
