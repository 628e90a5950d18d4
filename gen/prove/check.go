package prove

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Check returns an error unless p, on every architecture and number, does what
// want says for calls of a and kills those of any other architecture; unless p's
// lists of returns are what they claim; unless its body can be moved, that is,
// nothing before it jumps into it further than to its first instruction; and
// unless some input reaches every instruction.
func Check(p bpf.Program, a arch.Arch, want interval.Partition) error {
	if err := want.Check(); err != nil {
		return err
	}
	if err := checkSeam(p); err != nil {
		return err
	}
	outcomes, arrivals, err := Evaluate(p.Instructions)
	if err != nil {
		return err
	}
	if pc := slices.IndexFunc(arrivals, func(boxes []Box) bool { return len(boxes) == 0 }); pc >= 0 {
		return fmt.Errorf("instruction %d: no input reaches it", pc)
	}
	verdicts := make(map[uint32]interval.Verdict)
	for v, value := range bpf.Actions(a) {
		verdicts[value] = v
	}
	var got interval.Partition
	for _, o := range outcomes {
		switch {
		case !o.Arch.Contains(a.Audit):
			if o.Value != bpf.RetKillProcess {
				return fmt.Errorf("architectures %#x..%#x: returns %#x, expected %#x", o.Arch.First, o.Arch.Last, o.Value, uint32(bpf.RetKillProcess))
			}
		case o.Arch.First != o.Arch.Last:
			return fmt.Errorf("architectures %#x..%#x are not told apart", o.Arch.First, o.Arch.Last)
		default:
			v, ok := verdicts[o.Value]
			if !ok {
				return fmt.Errorf("numbers %d..%d: returns %#x, no verdict's action", o.Nr.First, o.Nr.Last, o.Value)
			}
			if err := checkPlace(p, o.Place, v); err != nil {
				return err
			}
			got = got.Append(interval.Run{Interval: o.Nr, Verdict: v})
		}
	}
	return compareRuns(got, want)
}

// checkSeam returns an error unless control enters the body at its start alone.
func checkSeam(p bpf.Program) error {
	for pc, ins := range p.Instructions[:p.Body] {
		furthest := pc + 1 + int(max(ins.JT, ins.JF))
		if ins.Code == bpf.JumpAlways {
			furthest = pc + 1 + int(ins.K)
		}
		if furthest > p.Body {
			return fmt.Errorf("instruction %d jumps into the body", pc)
		}
	}
	return nil
}

// checkPlace returns an error unless the return at place is listed under v and
// no other verdict.
func checkPlace(p bpf.Program, place int, v interval.Verdict) error {
	denied, unknown := slices.Contains(p.Denied, place), slices.Contains(p.Unknown, place)
	if denied != (v == interval.Denied) || unknown != (v == interval.Unknown) {
		return fmt.Errorf("instruction %d returns %v, listed as denied: %v, unknown: %v", place, v, denied, unknown)
	}
	return nil
}

// compareRuns returns an error that names the first number on which got, which
// covers all numbers, differs from want.
func compareRuns(got, want interval.Partition) error {
	for i := range min(len(got), len(want)) {
		if g, w := got[i], want[i]; g != w {
			n := min(g.Last, w.Last) + 1
			if g.Verdict != w.Verdict {
				n = w.First
			}
			return fmt.Errorf("number %d is %v, expected %v", n, got.Of(n), want.Of(n))
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("the program decides %d runs, expected %d", len(got), len(want))
	}
	return nil
}
