package diagram_test

import (
	"go/constant"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// bind evaluates a condition without constants.
func bind(t *testing.T, space *argset.Space, text string, width int) condition.Meaning {
	t.Helper()
	e, problem := condition.Parse(text)
	if problem != nil {
		t.Fatalf("%s: %v", text, problem)
	}
	machine := condition.Machine{Width: width, Constant: func(string) (constant.Value, bool) { return nil, false }}
	m, problems := e.Bind(machine, space)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return m
}

// allowedWhen returns a verdict with the arguments of m allowed.
func allowedWhen(space *argset.Space, m condition.Meaning) decision.Verdict {
	return decision.Verdict{Tests: m.Tests, Cases: []decision.Case{
		{When: m.Holds, Verdict: decision.Allowed},
		{When: space.Not(m.Holds), Verdict: decision.Denied},
	}}
}

// TestConditionLength states the length of conditions in instructions: loads and masks
// included, returns not. All are minimal, checked by hand.
func TestConditionLength(t *testing.T) {
	for text, want := range map[string]struct{ bits32, bits64 int }{
		"arg0 == 1":                             {2, 4},
		"arg0 != 1":                             {2, 4},
		"arg0 == 1 || arg0 == 2":                {3, 5}, // as a range
		"arg0 == 1 || arg0 == 10":               {3, 5},
		"arg0 == 1 || arg0 == 2 || arg0 == 3":   {3, 5},
		"arg0 == 0 || arg0 == 1":                {2, 4},
		"arg0 >= 1 && arg0 <= 9":                {3, 5},
		"arg0 <= 1<<20":                         {2, 4},
		"arg0 < 4096":                           {2, 4},
		"arg0 & 7 == 0":                         {2, 2},
		"arg0 & 4 != 0":                         {2, 2},
		"arg0 & 6 == 6":                         {3, 3},
		"arg0 & 3 == 1":                         {3, 3},
		"arg0 &^ 3 == 0":                        {2, 4},
		"uint32(arg0) == 7":                     {2, 2},
		"int32(arg0) >= 0":                      {2, 2},
		"int32(arg0) == -1":                     {2, 2},
		"int32(arg0) > -5 && int32(arg0) < 5":   {3, 3},
		"int(arg0) < 0":                         {2, 2},
		"int(arg0) >= -1":                       {3, 5},
		"arg0 >> 8 & 0xff == 0x54":              {3, 3},
		"arg0 == 1 && arg1 == 2":                {4, 8},
		"arg0 == 1 && arg1 == 2 || arg0 == 5":   {5, 9},
		"(arg0 == 1 || arg1 == 2) && arg2 == 3": {6, 12},
		"arg0 ^ 5 >= 3":                         {3, 5},
		"arg0 | 1 == 3":                         {3, 5},
		"!(arg0 == 1 && uint32(arg1) & 8 != 0)": {4, 6},
	} {
		for width, want := range map[int]int{32: want.bits32, 64: want.bits64} {
			space := argset.NewSpace()
			n, err := diagram.NewBuilder(space).Build(allowedWhen(space, bind(t, space, text, width)))
			if err != nil {
				t.Errorf("%s: %v", text, err)
				continue
			}
			if got := tree.Length(n); got != want {
				t.Errorf("%s on %d bits: %d instructions, want %d", text, width, got, want)
				show(t, n, "")
			}
		}
	}
}

func show(t *testing.T, n *tree.Node, indent string) {
	if n.Op == tree.Leaf {
		t.Log(indent, n.Verdict)
		return
	}
	t.Log(indent, n.Test)
	show(t, n.Yes, indent+"  ")
	show(t, n.No, indent+"  ")
}
