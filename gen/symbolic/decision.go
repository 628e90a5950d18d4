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
	x := verdicts{Collector: decision.NewCollector(action.KillProcess, action.KillProcess), space: r.Space}
	if !r.Space.Within(limit(r.Space), func() { x.divide(r.effects(a)) }) || len(x.Verdicts) > maxVerdicts {
		return decision.Decision{}, fmt.Errorf("the verdicts of all numbers take too much work; the program is beyond exact evaluation")
	}
	return decision.Decision{Space: r.Space, Partition: x.partition, Verdicts: x.Verdicts}, nil
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
	*decision.Collector
	space     *argset.Space
	partition decision.Partition
}

// divide gives each number its verdict, and lists cases with the strictest first.
func (x *verdicts) divide(effects map[uint32]argset.Set) {
	values := slices.SortedFunc(maps.Keys(effects), func(a, b uint32) int { return cmp.Compare(int32(a), int32(b)) })
	plain := make([]decision.VerdictID, len(values))
	sets := make([]argset.Set, len(values))
	for i, value := range values {
		plain[i], sets[i] = decision.Allowed, effects[value]
		if value != action.Allow {
			plain[i] = x.Collect(decision.Verdict{Action: value})
		}
	}
	x.space.Numbers(sets, func(first, last uint32, members []argset.Set) {
		var cases []decision.Case
		for i, when := range members {
			if when != argset.None {
				cases = append(cases, decision.Case{When: when, Verdict: plain[i]})
			}
		}
		v := cases[0].Verdict
		if len(cases) > 1 {
			x.space.Work(len(cases))
			v = x.Collect(decision.Verdict{Cases: cases})
		}
		x.partition = x.partition.Append(decision.Run{Interval: interval.Interval{First: first, Last: last}, Verdict: v})
	})
}
