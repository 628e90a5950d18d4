package decision_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// The verdicts of sample beside the three of every profile.
const (
	log         = decision.FirstPolicyVerdict + iota // an action of its own
	conditional                                      // allowed if the bit is set, else denied
	ended                                            // logged if the bit is set, else denied
)

// sample allows number 1, logs 2, lets a bit of arg0 decide 3 and 4, and has 5 foreign.
func sample() decision.Decision {
	space := argset.NewSpace()
	bit := space.Bit(0, 3)
	cases := func(v decision.VerdictID) []decision.Case {
		return []decision.Case{{When: space.Not(bit), Verdict: decision.Denied}, {When: bit, Verdict: v}}
	}
	d := decision.Decision{Space: space, Partition: decision.Uniform(decision.Denied), Verdicts: []decision.Verdict{
		{Action: 10}, {Action: 11}, {Action: 12}, {Action: 14}, log: {Action: 13}, conditional: {Cases: cases(decision.Allowed)}, ended: {Cases: cases(log)},
	}}
	for n, v := range []decision.VerdictID{decision.Unknown, decision.Allowed, log, conditional, ended, decision.Foreign} {
		d.Partition = d.Partition.Set(interval.Interval{First: uint32(n), Last: uint32(n)}, v)
	}
	return d
}

// TestVerdicts checks the predicates of each number of a decision.
func TestVerdicts(t *testing.T) {
	d := sample()
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	set := d.Space.Bit(0, 3)
	for nr, want := range []struct {
		with, without       decision.VerdictID
		allows, conditional bool
		allowed             argset.Set
	}{
		{decision.Unknown, decision.Unknown, false, false, argset.None},
		{decision.Allowed, decision.Allowed, true, false, argset.All},
		{log, log, false, false, argset.None},
		{decision.Allowed, decision.Denied, true, true, set},
		{log, decision.Denied, false, false, argset.None},
		{decision.Foreign, decision.Foreign, false, false, argset.None},
		{decision.Denied, decision.Denied, false, false, argset.None},
	} {
		n := uint32(nr)
		if got := d.Of(n, [6]uint64{8}); got != want.with {
			t.Errorf("number %d with the bit is %v, want %v", n, got, want.with)
		}
		if got := d.Of(n, [6]uint64{7}); got != want.without {
			t.Errorf("number %d without the bit is %v, want %v", n, got, want.without)
		}
		v := d.Partition.Of(n)
		if d.Allows(v) != want.allows || d.Conditional(v) != want.conditional {
			t.Errorf("number %d allows %v, by arguments %v", n, d.Allows(v), d.Conditional(v))
		}
		if got := d.Arguments(n, decision.Allowed); got != want.allowed {
			t.Errorf("number %d is allowed for the set %d, want %d", n, got, want.allowed)
		}
	}
	if got, want := d.Numbers(d.Allows), []interval.Interval{{First: 1, Last: 1}, {First: 3, Last: 3}}; !slices.Equal(got, want) {
		t.Errorf("allows the numbers %v, want %v", got, want)
	}
	if got, want := d.Actions(), []uint32{10, 11, 12, 14, 13, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("the actions %v, want %v", got, want)
	}
}

// TestOverrides expects the strictest of a number's own actions, for whatever arguments.
func TestOverrides(t *testing.T) {
	space := argset.NewSpace()
	bit, other := space.Bit(0, 3), space.Bit(1, 0)
	const trap, errno, both = decision.FirstPolicyVerdict + 1, decision.FirstPolicyVerdict + 2, decision.FirstPolicyVerdict + 3
	d := decision.Decision{Space: space, Partition: decision.Uniform(decision.Denied), Verdicts: []decision.Verdict{
		{Action: action.KillProcess}, {Action: action.Allow}, {Action: action.KillThread},
		log: {Action: action.Log}, trap: {Action: action.Trap}, errno: {Action: action.Errno | 1},
		both: {Cases: []decision.Case{
			{When: space.And(bit, other), Verdict: errno},
			{When: space.Minus(bit, other), Verdict: log},
			{When: space.Not(bit), Verdict: decision.Allowed},
		}},
	}}
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	for n, v := range []decision.VerdictID{decision.Unknown, log, trap, trap, both, errno, decision.Allowed} {
		d.Partition = d.Partition.Set(interval.Interval{First: uint32(n), Last: uint32(n)}, v)
	}
	want := []decision.Override{
		{Interval: interval.Interval{First: 1, Last: 1}, Action: action.Log},
		{Interval: interval.Interval{First: 2, Last: 3}, Action: action.Trap},
		{Interval: interval.Interval{First: 4, Last: 5}, Action: action.Errno | 1},
	}
	if got := d.Overrides(); !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, x := range []struct {
		arguments argset.Set
		want      uint32
		ok        bool
	}{
		{argset.All, action.Errno | 1, true},
		{space.Minus(bit, other), action.Log, true},
		{space.Not(bit), 0, false},
	} {
		if got, ok := d.OverrideAmong(4, x.arguments); ok != x.ok || ok && got != x.want {
			t.Errorf("among %d: %#x %v, want %#x %v", x.arguments, got, ok, x.want, x.ok)
		}
	}
}

// TestCheck changes a sound decision and expects an error for each change.
func TestCheck(t *testing.T) {
	for want, change := range map[string]func(*decision.Decision){
		"want a start at 0x0":          func(d *decision.Decision) { d.Partition = d.Partition[1:] },
		"numbers 4..4: verdict 6 of 6": func(d *decision.Decision) { d.Verdicts = d.Verdicts[:ended] },
		"verdict 5: case 1 has verdict 9, which has cases or does not exist": func(d *decision.Decision) { d.Verdicts[conditional].Cases[1].Verdict = 9 },
		"verdict 5: case 1 has verdict 6, which has cases or does not exist": func(d *decision.Decision) { d.Verdicts[conditional].Cases[1].Verdict = ended },
		"verdict 6: case 1 overlaps an earlier one":                          func(d *decision.Decision) { d.Verdicts[ended].Cases[0].When = argset.All },
		"verdict 6: the cases do not cover all arguments":                    func(d *decision.Decision) { d.Verdicts[ended].Cases[0].When = argset.None },
	} {
		d := sample()
		change(&d)
		if err := d.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestPlain uses a decision without conditions and without a space.
func TestPlain(t *testing.T) {
	d := decision.Plain(decision.Uniform(decision.Allowed), []uint32{1, 2, 3})
	if err := d.Check(); err != nil || d.Space != nil || d.Of(7, [6]uint64{9}) != decision.Allowed || d.Arguments(7, decision.Allowed) != argset.All {
		t.Errorf("%+v: %v", d, err)
	}
}
