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

// verdicts numbers what calls can meet.
type verdicts struct {
	space *argset.Space
	list  []decision.Verdict
	// actions and cases is the verdict of each action and of each list of cases.
	actions map[uint32]decision.VerdictID
	cases   map[string]decision.VerdictID
	// full is the row that asked for more than maxVerdicts, if one has.
	full *Row
}

// maxVerdicts is how many verdicts a profile has at most: a program of the kernel's
// 4096 instructions returns no more values.
const maxVerdicts = bpf.MaxInstructions

// newVerdicts has the four verdicts of every profile, with the profile's own
// actions.
func (l *lists) newVerdicts() *verdicts {
	v := &verdicts{
		space:   l.space,
		actions: map[uint32]decision.VerdictID{action.Allow: decision.Allowed},
		cases:   make(map[string]decision.VerdictID),
	}
	for _, value := range bpf.Actions(l.a) {
		v.list = append(v.list, decision.Verdict{Action: value})
	}
	if row := l.profile.find(onViolation); row != nil {
		v.list[decision.Denied].Action = l.value(row)
	}
	if row := l.profile.find(onUnknown); row != nil {
		v.list[decision.Unknown].Action = l.value(row)
	}
	return v
}

// action returns the verdict that is an action, for which a row asks.
func (v *verdicts) action(value uint32, row *Row) decision.VerdictID {
	verdict, ok := v.actions[value]
	if !ok {
		verdict = v.add(decision.Verdict{Action: value}, row)
		v.actions[value] = verdict
	}
	return verdict
}

// add adds a verdict, for which a row asks. One too many becomes that of a violation:
// the policy is wrong then.
func (v *verdicts) add(verdict decision.Verdict, row *Row) decision.VerdictID {
	if len(v.list) == maxVerdicts {
		v.full = row
		return decision.Denied
	}
	v.list = append(v.list, verdict)
	return decision.VerdictID(len(v.list) - 1)
}

// of returns the verdict that is a list of cases: of one, its own. The rows of a list of
// alternatives ask for it.
func (v *verdicts) of(cases []decision.Case, tests []argset.Test, list []alternative) decision.VerdictID {
	if len(cases) == 1 {
		return cases[0].Verdict
	}
	key := fmt.Sprint(cases)
	verdict, ok := v.cases[key]
	if !ok {
		verdict = v.add(decision.Verdict{Cases: cases, Tests: tests}, list[len(list)-1].row)
		v.cases[key] = verdict
	}
	return verdict
}

// cases returns what a call meets: the first alternative that holds decides, and
// none is a violation.
func (l *lists) cases(s *catalog.Syscall, v *verdicts) (cases []decision.Case, tests []argset.Test) {
	left := argset.All
	sets := make(map[decision.VerdictID]argset.Set)
	for _, x := range l.byCall[s.Name] {
		verdict := v.action(x.action, x.row)
		sets[verdict] = l.space.Or(sets[verdict], l.space.And(left, x.when))
		left = l.space.Minus(left, x.when)
		tests = append(tests, x.tests...)
	}
	sets[decision.Denied] = left
	if s.Multiplexer() && !l.named(s) && l.holdsAll(s, sets[decision.Allowed]) {
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

// named reports whether a row in a call's list is about that call itself, and not
// about an operation.
func (l *lists) named(s *catalog.Syscall) bool {
	return slices.ContainsFunc(l.byCall[s.Name], func(x alternative) bool { return x.row.call == s })
}

// holdsAll reports whether a set of arguments of a multiplexer holds all that select
// an operation. What selects none the kernel refuses, so that the multiplexer can be
// allowed whole, and the kernel's cache takes it.
func (l *lists) holdsAll(multiplexer *catalog.Syscall, set argset.Set) bool {
	for _, operation := range multiplexer.Operations {
		if selects, _ := selector(l.space, multiplexer.Name, operation); l.space.Minus(selects, set) != argset.None {
			return false
		}
	}
	return true
}
