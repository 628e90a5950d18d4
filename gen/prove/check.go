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
// lists of returns are what they claim; unless its body can be moved, and rules can
// stand before it: it is entered with nr loaded, at its start alone; and unless
// some input reaches every instruction.
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
	got, places, err := observe(outcomes, a)
	if err != nil {
		return err
	}
	for _, list := range []struct {
		verdict interval.Verdict
		places  []int
	}{{interval.Denied, p.Denied}, {interval.Unknown, p.Unknown}} {
		if found := sorted(places[list.verdict]); !slices.Equal(found, list.places) {
			return fmt.Errorf("the returns of %v numbers are instructions %v, listed as %v", list.verdict, found, list.places)
		}
	}
	return compareRuns(got, want)
}

// observe returns what a program with these outcomes decides for calls of a, and
// where it returns each verdict. It is an error if calls of another architecture
// are not killed.
func observe(outcomes []Outcome, a arch.Arch) (interval.Partition, map[interval.Verdict][]int, error) {
	verdicts := make(map[uint32]interval.Verdict)
	for v, value := range bpf.Actions(a) {
		verdicts[value] = v
	}
	var got interval.Partition
	places := make(map[interval.Verdict][]int)
	for _, o := range outcomes {
		v, ok := verdicts[o.Value]
		switch {
		case !o.Arch.Contains(a.Audit):
			if o.Value != bpf.RetKillProcess {
				return nil, nil, fmt.Errorf("architectures %#x..%#x: returns %#x, expected %#x", o.Arch.First, o.Arch.Last, o.Value, uint32(bpf.RetKillProcess))
			}
		case o.Arch.First != o.Arch.Last:
			return nil, nil, fmt.Errorf("architectures %#x..%#x are not told apart", o.Arch.First, o.Arch.Last)
		case !ok:
			return nil, nil, fmt.Errorf("numbers %d..%d: returns %#x, no verdict's action", o.Nr.First, o.Nr.Last, o.Value)
		default:
			places[v] = append(places[v], o.Place)
			got = got.Append(interval.Run{Interval: o.Nr, Verdict: v})
		}
	}
	return got, places, nil
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
