package prove

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Spec is the calls of one architecture, and what a program must do with them.
type Spec struct {
	Arch *arch.Arch
	Want decision.Decision
}

// Check is [CheckSpecs] for a program of one architecture.
func Check(p bpf.Program, a *arch.Arch, want decision.Decision) error {
	return CheckSpecs(p, Spec{a, want})
}

// CheckSpecs returns an error unless p, on every architecture, number and
// arguments, does what is wanted for calls of each of the callers and kills those of
// any other architecture; unless p's lists of returns are what they claim; unless its
// bodies can be moved, and rules can stand before each: it is entered with nr loaded,
// at its start alone; and unless some input reaches every instruction.
//
// All callers have one byte order, and their decisions one space.
func CheckSpecs(p bpf.Program, callers ...Spec) error {
	if err := checkSeams(p, len(callers)); err != nil {
		return err
	}
	var with *Arguments
	if first := callers[0]; first.Want.Space != nil {
		with = &Arguments{first.Want.Space, first.Arch.BigEndian}
	}
	outcomes, arrivals, err := EvaluateArguments(p.Instructions, with)
	if err != nil {
		return err
	}
	if pc := slices.IndexFunc(arrivals, func(boxes []Box) bool { return len(boxes) == 0 }); pc >= 0 {
		return fmt.Errorf("instruction %d: no input reaches it", pc)
	}
	if err := checkOthers(outcomes, callers); err != nil {
		return err
	}
	places := make(map[decision.VerdictID][]int)
	for _, c := range callers {
		if err := c.check(p, outcomes, places); err != nil {
			return err
		}
	}
	return checkLists(p, places)
}

// check returns an error unless the program does what is wanted for the calls of c. It
// adds to the places at which each verdict is returned.
func (c Spec) check(p bpf.Program, outcomes []Outcome, places map[decision.VerdictID][]int) error {
	if err := c.Want.Check(); err != nil {
		return err
	}
	o := observer{Decision: c.Want, program: p, places: places}
	for _, out := range outcomes {
		if !out.Arch.Contains(c.Arch.Audit) {
			continue
		}
		if out.Arch.First != out.Arch.Last {
			return fmt.Errorf("architectures %#x..%#x are not told apart", out.Arch.First, out.Arch.Last)
		}
		if err := o.observe(out); err != nil {
			return err
		}
	}
	return o.compare()
}

// checkOthers returns an error unless calls of other architectures are killed.
func checkOthers(outcomes []Outcome, callers []Spec) error {
	for _, o := range outcomes {
		own := slices.ContainsFunc(callers, func(c Spec) bool { return o.Arch.Contains(c.Arch.Audit) })
		if !own && o.Value != action.KillProcess {
			return fmt.Errorf("architectures %#x..%#x: returns %#x, expected %#x", o.Arch.First, o.Arch.Last, o.Value, uint32(action.KillProcess))
		}
	}
	return nil
}

// sorted returns the places ascending, each once.
func sorted(places []int) []int {
	return slices.Compact(slices.Sorted(slices.Values(places)))
}

// checkSeams returns an error unless control enters each of the bodies from the load
// of nr right before it alone.
func checkSeams(p bpf.Program, bodies int) error {
	n := len(p.Instructions)
	if p.Body < 1 || p.Body >= n {
		return fmt.Errorf("the body begins at %d of %d instructions", p.Body, n)
	}
	if bodies == 1 && p.Compat != 0 || bodies == 2 && (p.Compat <= p.Body || p.Compat >= n-1) {
		return fmt.Errorf("the second body's load is at %d of %d instructions, for %d architectures", p.Compat, n, bodies)
	}
	starts := []int{p.Body}
	if p.Compat != 0 {
		starts = append(starts, p.Compat+1)
	}
	for _, start := range starts {
		if last := p.Instructions[start-1]; last != (bpf.Instruction{Code: bpf.LoadAbs, K: bpf.OffsetNr}) {
			return fmt.Errorf("instruction %d before the body does not load the number", start-1)
		}
		if err := checkSeam(p, start); err != nil {
			return err
		}
	}
	return nil
}

// checkSeam returns an error if an instruction before the load of nr jumps over it,
// into the body. The prologue may jump to the load of the second body, over the first;
// the first may not.
func checkSeam(p bpf.Program, start int) error {
	for pc, ins := range p.Instructions[:start-1] {
		furthest := pc + 1 + int(max(ins.JT, ins.JF))
		if ins.Code == bpf.JumpAlways {
			furthest = pc + 1 + int(ins.K)
		}
		toSecond := p.Compat != 0 && furthest == p.Compat && ins.Code != bpf.Return
		if furthest >= start && !toSecond || toSecond && pc >= p.Body {
			return fmt.Errorf("instruction %d jumps into the body", pc)
		}
	}
	return nil
}
