package policy

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// verdicts assigns verdict IDs.
type verdicts struct {
	space *argset.Space
	list  []decision.Verdict
	// actions holds the verdict of each action, cases the verdict of each list of cases.
	actions map[uint32]decision.VerdictID
	cases   map[string]decision.VerdictID
	// excess is the last row with a verdict over maxVerdicts, or nil.
	excess *Row
}

// maxVerdicts limits the verdicts of a profile. A program has at most 4096 instructions
// and cannot return more values.
const maxVerdicts = bpf.MaxInstructions

// newVerdicts returns the four verdicts of every profile, with the actions of its
// violation and unknown rows. Without an unknown row, log is the action for both: such a
// profile is for finding what it lacks.
func (r *resolver) newVerdicts() *verdicts {
	v := &verdicts{
		space:   r.space,
		actions: map[uint32]decision.VerdictID{action.Allow: decision.Allowed},
		cases:   make(map[string]decision.VerdictID),
	}
	for _, value := range bpf.Actions(r.a) {
		v.list = append(v.list, decision.Verdict{Action: value})
	}
	if row := r.profile.ownRow(onViolation); row != nil {
		v.list[decision.Denied].Action = r.value(row)
	}
	switch {
	case r.ownUnknown != nil:
		v.list[decision.Unknown].Action = r.value(r.ownUnknown)
	case v.list[decision.Denied].Action == action.Log:
		v.list[decision.Unknown].Action = action.Log
	}
	return v
}

// forAction returns the verdict of an action. row is named if it is one too many.
func (v *verdicts) forAction(value uint32, row *Row) decision.VerdictID {
	verdict, ok := v.actions[value]
	if !ok {
		verdict = v.add(decision.Verdict{Action: value}, row)
		v.actions[value] = verdict
	}
	return verdict
}

// add appends a verdict. With maxVerdicts reached it notes row for the error and returns
// a valid ID.
func (v *verdicts) add(verdict decision.Verdict, row *Row) decision.VerdictID {
	if len(v.list) == maxVerdicts {
		v.excess = row
		return decision.Denied
	}
	v.list = append(v.list, verdict)
	return decision.VerdictID(len(v.list) - 1)
}

// forCases returns the verdict of a list of cases. A single case has its own verdict. The
// last row of list is named if it is one too many.
func (v *verdicts) forCases(cases []decision.Case, tests []argset.Test, weights []decision.Weight, list []alternative) decision.VerdictID {
	if len(cases) == 1 {
		return cases[0].Verdict
	}
	key := fmt.Sprint(cases, weights)
	verdict, ok := v.cases[key]
	if !ok {
		verdict = v.add(decision.Verdict{Cases: cases, Tests: tests, Weights: weights}, list[len(list)-1].Row)
		v.cases[key] = verdict
	}
	return verdict
}

// cases divides the arguments of a syscall by verdict: the first alternative with a true
// condition decides, and the rest has the verdict of [resolver.undecided].
func (r *resolver) cases(s *catalog.Syscall, v *verdicts) (cases []decision.Case, tests []argset.Test) {
	undecided := argset.All
	sets := make(map[decision.VerdictID]argset.Set)
	for _, x := range r.deciding(s) {
		verdict := v.forAction(x.Action, x.Row)
		sets[verdict] = r.space.Or(sets[verdict], r.space.And(undecided, x.When))
		undecided = r.space.Minus(undecided, x.When)
		tests = append(tests, x.Tests...)
	}
	sets[r.undecided(s)] = undecided
	if r.allowsWhole(s, sets[decision.Allowed]) {
		sets = map[decision.VerdictID]argset.Set{decision.Allowed: argset.All}
	}
	for verdict, set := range sets {
		if set != argset.None {
			cases = append(cases, decision.Case{When: set, Verdict: verdict})
		}
	}
	slices.SortFunc(cases, func(a, b decision.Case) int { return int(a.Verdict) - int(b.Verdict) })
	return cases, tests
}

// undecided returns the verdict of a syscall for arguments without a true alternative. A
// syscall newer than the baseline without any alternative is unknown, except in a profile
// with @allow-all and no row unknown: there a row "-NAME" refused it.
func (r *resolver) undecided(s *catalog.Syscall) decision.VerdictID {
	if n, _ := s.Number(r.a); !r.a.Newer().Contains(n) || r.allowNewer() || len(r.deciding(s)) > 0 {
		return decision.Denied
	}
	return decision.Unknown
}

// allowNewer reports whether the profile allows numbers newer than the baseline without a rule.
func (r *resolver) allowNewer() bool { return r.allowByDefault && r.ownUnknown == nil }
