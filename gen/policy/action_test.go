package policy_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// TestEveryAction names each action of the table in a policy, with its smallest and its
// largest operand. The oracle must have it too, so that random policies use it.
func TestEveryAction(t *testing.T) {
	for _, a := range action.All {
		cells := map[string]uint32{a.Word: a.Value}
		if a.Operand != action.NoOperand {
			cells = map[string]uint32{fmt.Sprintf("%s:%d", a.Word, a.Min): a.Value | a.Min, fmt.Sprintf("%s:%d", a.Word, a.Max): a.Value | a.Max}
		} else if a.Word != "" && !slices.Contains(oracle.Actions(), a.Word) {
			t.Errorf("the oracle lacks %q: see gen/oracle/action.go", a.Word)
		}
		for cell, want := range cells {
			out := decide(shippedCatalog(t), "profile,syscall,action,when,why\np,read,"+cell+",,\n", []*arch.Arch{arch.ByGOARCH("amd64")})
			if out.err != nil {
				t.Errorf("%q: %v", cell, out.err)
				continue
			}
			d := out.decisions.Of[out.Profiles[0]][arch.ByGOARCH("amd64").Index]
			if got := decided(d, 0, [6]uint64{}); got != want {
				t.Errorf("%q is %#x, want %#x", cell, got, want)
			}
		}
	}
}
