package diagram_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// conditional returns the verdict with cases of a policy in testdata, on amd64.
func conditional(t *testing.T, space *argset.Space, name string) decision.Verdict {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cases", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load(name+".csv", data, c)
	if err != nil {
		t.Fatal(err)
	}
	amd64 := arch.ByGOARCH("amd64")
	decisions, _, err := p.Decide(space, []*arch.Arch{amd64})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range decisions.Of[p.ByName(name)][amd64.Index].Verdicts {
		if v.Cases != nil {
			return v
		}
	}
	t.Fatalf("%s has no condition", name)
	return decision.Verdict{}
}

// hand reads a program written by hand.
func hand(t *testing.T, name string) []bpf.Instruction {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cases", name+".hand"))
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]string
	labels := make(map[string]int)
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line)
		if label, ok := strings.CutSuffix(fields[0], ":"); ok {
			labels[label] = len(lines)
		} else if fields[0] != ";" {
			lines = append(lines, fields)
		}
	}
	labels["allow"], labels["deny"] = len(lines), len(lines)+1
	var out []bpf.Instruction
	for at, fields := range lines {
		labels["next"] = at + 1
		out = append(out, instruction(t, fields, at, labels))
	}
	return append(out, bpf.Instruction{Code: bpf.Return, K: action.Allow}, bpf.Instruction{Code: bpf.Return, K: action.KillProcess})
}

// instruction assembles a line: ld WORD, and K, or a test with K and two labels.
func instruction(t *testing.T, fields []string, at int, labels map[string]int) bpf.Instruction {
	t.Helper()
	codes := map[string]uint16{"ld": bpf.LoadAbs, "and": bpf.And, "jeq": bpf.JumpEqual, "jge": bpf.JumpAtLeast, "jset": bpf.JumpAnyBit}
	i := bpf.Instruction{Code: codes[fields[0]]}
	if i.Code == bpf.LoadAbs {
		var w argset.Word
		if _, err := fmt.Sscanf(fields[1], "arg%d.", &w.Arg); err != nil {
			t.Fatal(err)
		}
		w.High = strings.HasSuffix(fields[1], ".high")
		i.K = bpf.Offset(w, false)
		return i
	}
	if _, err := fmt.Sscan(fields[1], &i.K); err != nil {
		t.Fatal(err)
	}
	if len(fields) == 4 {
		i.JT, i.JF = uint8(labels[fields[2]]-at-1), uint8(labels[fields[3]]-at-1)
	}
	return i
}

// longest returns the greatest number of tests from an instruction on.
func longest(program []bpf.Instruction, at int) int {
	switch i := program[at]; i.Code {
	case bpf.Return:
		return 0
	case bpf.LoadAbs, bpf.And:
		return longest(program, at+1)
	default:
		return 1 + max(longest(program, at+1+int(i.JT)), longest(program, at+1+int(i.JF)))
	}
}

// TestCases compares diagrams of policies from practice with programs written by hand. These
// decide alike on all arguments. The excess over the hand is stated.
func TestCases(t *testing.T) {
	for _, test := range []struct {
		name string
		// length and tests are the instructions without returns, and the tests on the longest
		// path. more is the excess of the length over the program by hand.
		length, tests, more int
	}{
		{"gpu", 51, 7, 2},
		{"sockets", 25, 7, 0},
		{"prctl", 18, 5, 0},
		{"fcntl", 9, 4, 0},
		{"clone", 6, 2, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			space := argset.NewSpace()
			v := conditional(t, space, test.name)
			program := hand(t, test.name)
			outcomes, _, err := prove.EvaluateArguments(program, &prove.Options{Space: space})
			if err != nil {
				t.Fatal(err)
			}
			allowed := argset.None
			for _, o := range outcomes {
				if o.Value == action.Allow {
					allowed = space.Or(allowed, o.When)
				}
			}
			for _, c := range v.Cases {
				if c.Verdict == decision.Allowed && c.When != allowed {
					differ := space.Or(space.Minus(c.When, allowed), space.Minus(allowed, c.When))
					t.Errorf("the program by hand decides otherwise on %#x", space.Example(differ))
				}
			}
			n, err := diagram.NewBuilder(space).Build(v)
			if err != nil {
				t.Fatal(err)
			}
			length, byHand := tree.Length(n), len(program)-2
			tests, _ := worst(n, nil)
			t.Logf("%d instructions, by hand %d; %d tests on the longest path, by hand %d", length, byHand, tests, longest(program, 0))
			if length > test.length || tests > test.tests || length > byHand+test.more || tests > longest(program, 0) {
				t.Errorf("want at most %d instructions, %d more than by hand; %d tests, and not more than by hand", test.length, test.more, test.tests)
			}
		})
	}
}
