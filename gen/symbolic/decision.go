package symbolic

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// maxErrno is the largest errno of a filter. The kernel takes it for larger ones.
const maxErrno = 4095

// Effective returns the value with the same effect in the kernel: without an operand that
// the action does not use, and kill the process for a value without an action.
func Effective(value uint32) uint32 {
	a, operand, ok := action.Of(value)
	switch {
	case !ok:
		return action.KillProcess
	case a.Value == action.Errno:
		return action.Errno | min(operand, maxErrno)
	case a.Value == action.Trap || a.Operand != action.NoOperand:
		// Trap passes its operand in si_errno.
		return value
	}
	return a.Value
}

// On returns the decision for the syscalls of a: of all numbers, for all arguments. Its
// verdicts are allowed and the policy's own.
func (r Result) On(a *arch.Arch) (d decision.Decision, err error) {
	x := verdicts{ids: map[string]decision.VerdictID{}}
	x.Space = r.Space
	for _, value := range []uint32{action.KillProcess, action.Allow, action.KillProcess, action.KillProcess} {
		x.Verdicts = append(x.Verdicts, decision.Verdict{Action: value})
	}
	if !r.Space.Within(limit(r.Space), func() { x.partition(r.effects(a)) }) || len(x.Verdicts) > maxVerdicts {
		return decision.Decision{}, fmt.Errorf("the verdicts of all numbers take too much work; the program is beyond exact evaluation")
	}
	return x.Decision, nil
}

// maxVerdicts limits the verdicts of a decision.
const maxVerdicts = 1 << 15

// effects returns the inputs of each effective value on a.
func (r Result) effects(a *arch.Arch) map[uint32]argset.Set {
	effects := make(map[uint32]argset.Set)
	for _, value := range slices.Sorted(maps.Keys(r.Returns)) {
		if set := r.Space.Fix(r.Returns[value], a.Audit); set != argset.None {
			effect := Effective(value)
			effects[effect] = r.Space.Or(effects[effect], set)
		}
	}
	return effects
}

// verdicts makes a decision.
type verdicts struct {
	decision.Decision
	// ids holds the verdicts by their text.
	ids map[string]decision.VerdictID
}

// partition gives each number its verdict, and lists cases with the strictest first.
func (x *verdicts) partition(effects map[uint32]argset.Set) {
	values := slices.SortedFunc(maps.Keys(effects), func(a, b uint32) int { return cmp.Compare(int32(a), int32(b)) })
	plain := make([]decision.VerdictID, len(values))
	sets := make([]argset.Set, len(values))
	for i, value := range values {
		plain[i], sets[i] = decision.Allowed, effects[value]
		if value != action.Allow {
			plain[i] = x.add(decision.Verdict{Action: value})
		}
	}
	x.Space.Numbers(sets, func(first, last uint32, members []argset.Set) {
		var cases []decision.Case
		for i, when := range members {
			if when != argset.None {
				cases = append(cases, decision.Case{When: when, Verdict: plain[i]})
			}
		}
		v := cases[0].Verdict
		if len(cases) > 1 {
			v = x.conditional(cases)
		}
		x.Partition = x.Partition.Append(decision.Run{Interval: interval.Interval{First: first, Last: last}, Verdict: v})
	})
}

// conditional returns the verdict with cases.
func (x *verdicts) conditional(cases []decision.Case) decision.VerdictID {
	x.Space.Work(len(cases))
	key := fmt.Sprint(cases)
	v, ok := x.ids[key]
	if !ok {
		v = x.add(decision.Verdict{Cases: cases})
		x.ids[key] = v
	}
	return v
}

// add appends a verdict.
func (x *verdicts) add(v decision.Verdict) decision.VerdictID {
	x.Verdicts = append(x.Verdicts, v)
	return decision.VerdictID(len(x.Verdicts) - 1)
}
