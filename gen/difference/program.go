package difference

import (
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// Program is a program without its policy, with the actions of its listed returns.
type Program struct {
	bpf.Program
	Violation, Unknown uint32
	// BigEndian is the byte order of the program.
	BigEndian bool
}

// On returns the decision of p for syscalls of a: that of every number, for all arguments.
// Its sets belong to space.
func (p Program) On(a *arch.Arch, space *argset.Space) (decision.Decision, error) {
	outcomes, _, err := prove.EvaluateArguments(p.Instructions, &prove.Options{Space: space, BigEndian: p.BigEndian})
	if err != nil {
		return decision.Decision{}, err
	}
	outcomes = slices.DeleteFunc(outcomes, func(o prove.Outcome) bool { return !o.Arch.Contains(a.Audit) })
	starts := make(map[uint32]bool)
	for _, o := range outcomes {
		// After the last number this is 0, the first.
		starts[o.Nr.First], starts[o.Nr.Last+1] = true, true
	}
	x := observed{decision.NewCollector(p.Violation, p.Unknown), p, space}
	var out decision.Partition
	first := slices.Sorted(maps.Keys(starts))
	for i, nr := range first {
		run := decision.Run{Verdict: x.at(nr, outcomes)}
		run.First, run.Last = nr, 1<<32-1
		if i+1 < len(first) {
			run.Last = first[i+1] - 1
		}
		out = out.Append(run)
	}
	return decision.Decision{Space: space, Partition: out, Verdicts: x.Verdicts}, nil
}

// observed collects the verdicts of a program.
type observed struct {
	*decision.Collector
	program Program
	space   *argset.Space
}

// at returns the verdict of a number.
func (x *observed) at(nr uint32, outcomes []prove.Outcome) decision.VerdictID {
	x.space.Work(len(outcomes))
	sets := make(map[decision.VerdictID]argset.Set)
	for _, o := range outcomes {
		if o.Nr.Contains(nr) {
			v := x.of(o)
			sets[v] = x.space.Or(sets[v], o.When)
		}
	}
	var list []decision.Case
	for _, v := range slices.Sorted(maps.Keys(sets)) {
		list = append(list, decision.Case{When: sets[v], Verdict: v})
	}
	if len(list) == 1 {
		return list[0].Verdict
	}
	return x.Collect(decision.Verdict{Cases: list})
}

// of returns the verdict of an outcome, by its place or its action.
func (x *observed) of(o prove.Outcome) decision.VerdictID {
	switch {
	case o.Value == x.program.Violation && slices.Contains(x.program.Denied, o.Place):
		return decision.Denied
	case o.Value == x.program.Unknown && slices.Contains(x.program.Program.Unknown, o.Place):
		return decision.Unknown
	case o.Value == action.Allow:
		return decision.Allowed
	}
	return x.Collect(decision.Verdict{Action: o.Value})
}
