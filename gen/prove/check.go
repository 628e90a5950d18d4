package prove

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Spec is the decision wanted on one architecture.
type Spec struct {
	Arch *arch.Arch
	Want decision.Decision
}

// Check is [CheckSpecs] for a program of one architecture.
func Check(p bpf.Program, a *arch.Arch, want decision.Decision) error {
	return CheckSpecs(p, Spec{a, want})
}

// CheckSpecs verifies a program for one architecture or for two, one being the companion
// ABI of the other. It returns the first violation of these requirements:
//
//  1. Control enters each body at its start only, with the number loaded, so a filter
//     can insert rules there.
//  2. The program has supported instructions only, and every path ends in a return.
//  3. Some input reaches every instruction.
//  4. On every other architecture it kills the process.
//  5. The decision of each spec is well formed; see [decision.Decision.Check].
//  6. On the architecture of each spec, for every number and all arguments, it returns
//     the action of the decision.
//  7. Denied and Unknown list exactly the returns of these verdicts, so a filter can
//     replace their actions.
//
// The specs have the same byte order, and their decisions share a Space.
func CheckSpecs(p bpf.Program, specs ...Spec) error {
	if err := checkSeams(p, len(specs)); err != nil {
		return err
	}
	var opts *Options
	if first := specs[0]; first.Want.Space != nil {
		opts = &Options{first.Want.Space, first.Arch.BigEndian}
	}
	outcomes, arrivals, err := EvaluateArguments(p.Instructions, opts)
	if err != nil {
		return err
	}
	if pc := slices.IndexFunc(arrivals, func(boxes []Box) bool { return len(boxes) == 0 }); pc >= 0 {
		return fmt.Errorf("instruction %d: unreachable", pc)
	}
	if err := checkOthers(outcomes, specs); err != nil {
		return err
	}
	places := make(map[decision.VerdictID][]int)
	for _, s := range specs {
		if err := s.check(p, outcomes, places); err != nil {
			return err
		}
	}
	return checkLists(p, places)
}

// check compares the program with s. It adds to places the returns of each verdict.
func (s Spec) check(p bpf.Program, outcomes []Outcome, places map[decision.VerdictID][]int) error {
	if err := s.Want.Check(); err != nil {
		return err
	}
	o := observer{Decision: s.Want, program: p, places: places}
	for _, out := range outcomes {
		if !out.Arch.Contains(s.Arch.Audit) {
			continue
		}
		if out.Arch.First != out.Arch.Last {
			return fmt.Errorf("architectures %#x..%#x share an outcome", out.Arch.First, out.Arch.Last)
		}
		if err := o.observe(out); err != nil {
			return err
		}
	}
	return o.compare()
}

// checkOthers checks that other architectures are killed.
func checkOthers(outcomes []Outcome, specs []Spec) error {
	for _, o := range outcomes {
		own := slices.ContainsFunc(specs, func(s Spec) bool { return o.Arch.Contains(s.Arch.Audit) })
		if !own && o.Value != bpf.RetKillProcess {
			return fmt.Errorf("architectures %#x..%#x: returns %#x, want %#x", o.Arch.First, o.Arch.Last, o.Value, uint32(bpf.RetKillProcess))
		}
	}
	return nil
}

// sorted returns places in ascending order without duplicates.
func sorted(places []int) []int {
	return slices.Compact(slices.Sorted(slices.Values(places)))
}

// checkSeams checks that control enters each body from the load of nr right before it,
// and from nowhere else.
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

// checkSeam checks that no instruction before the load of nr jumps over it into the body.
// The prologue may jump to the load of the second body; the first body may not.
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
