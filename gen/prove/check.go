package prove

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Check returns an error unless p, on every architecture, number and arguments,
// does what want says for calls of a and kills those of any other architecture;
// unless p's lists of returns are what they claim; unless its body can be moved, and
// rules can stand before it: it is entered with nr loaded, at its start alone; and
// unless some input reaches every instruction.
func Check(p bpf.Program, a arch.Arch, want decision.Decision) error {
	if err := want.Check(); err != nil {
		return err
	}
	if err := checkSeam(p); err != nil {
		return err
	}
	var with *Arguments
	if want.Space != nil {
		with = &Arguments{want.Space, a.BigEndian}
	}
	outcomes, arrivals, err := EvaluateArguments(p.Instructions, with)
	if err != nil {
		return err
	}
	if pc := slices.IndexFunc(arrivals, func(boxes []Box) bool { return len(boxes) == 0 }); pc >= 0 {
		return fmt.Errorf("instruction %d: no input reaches it", pc)
	}
	if outcomes, err = ownOutcomes(outcomes, a); err != nil {
		return err
	}
	o := observer{Decision: want, program: p}
	for _, out := range outcomes {
		if err := o.observe(out); err != nil {
			return err
		}
	}
	if err := o.checkLists(); err != nil {
		return err
	}
	return o.compare()
}

// ownOutcomes returns the outcomes of calls of a. It is an error if calls of
// another architecture are not killed.
func ownOutcomes(outcomes []Outcome, a arch.Arch) ([]Outcome, error) {
	var own []Outcome
	for _, o := range outcomes {
		switch {
		case !o.Arch.Contains(a.Audit):
			if o.Value != bpf.RetKillProcess {
				return nil, fmt.Errorf("architectures %#x..%#x: returns %#x, expected %#x", o.Arch.First, o.Arch.Last, o.Value, uint32(bpf.RetKillProcess))
			}
		case o.Arch.First != o.Arch.Last:
			return nil, fmt.Errorf("architectures %#x..%#x are not told apart", o.Arch.First, o.Arch.Last)
		default:
			own = append(own, o)
		}
	}
	return own, nil
}

// sorted returns the places ascending, each once.
func sorted(places []int) []int {
	return slices.Compact(slices.Sorted(slices.Values(places)))
}

// checkSeam returns an error unless control enters the body from the load of nr
// right before it alone.
func checkSeam(p bpf.Program) error {
	if p.Body < 1 || p.Body >= len(p.Instructions) {
		return fmt.Errorf("the body begins at %d of %d instructions", p.Body, len(p.Instructions))
	}
	if last := p.Instructions[p.Body-1]; last != (bpf.Instruction{Code: bpf.LoadAbs, K: bpf.OffsetNr}) {
		return fmt.Errorf("instruction %d before the body does not load the number", p.Body-1)
	}
	for pc, ins := range p.Instructions[:p.Body-1] {
		furthest := pc + 1 + int(max(ins.JT, ins.JF))
		if ins.Code == bpf.JumpAlways {
			furthest = pc + 1 + int(ins.K)
		}
		if furthest >= p.Body {
			return fmt.Errorf("instruction %d jumps into the body", pc)
		}
	}
	return nil
}
