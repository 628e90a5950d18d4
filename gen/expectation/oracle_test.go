package expectation_test

import (
	"fmt"
	"go/constant"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/expectation"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// value looks up a constant for the oracle.
func value(name, goarch string) (constant.Value, bool) {
	return constants.Value(name, arch.ByGOARCH(goarch))
}

// TestOracle draws policies and inputs. It asks the oracle for the verdicts and makes rows of
// them. A row about one input must hold, and fail with another verdict. A row about all
// arguments of the number either holds or fails with an example of another verdict.
func TestOracle(t *testing.T) {
	const policies, inputsEach = 6, 30
	c := loadCatalog(t)
	o, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	x := examiner{t, c, &random.Generator{Oracle: o, Constants: value}, o, 0}
	done := 0
	for seed := uint64(1); done < policies; seed++ {
		text := x.generator.FromSeed(seed)
		if x.policy(text, seed, inputsEach) {
			done++
		}
	}
	if x.narrowed == 0 {
		t.Error("no number has several verdicts")
	}
}

// examiner compares tables with the oracle.
type examiner struct {
	*testing.T
	catalog   *catalog.Catalog
	generator *random.Generator
	oracle    *oracle.Oracle
	// narrowed counts the rows about all arguments that failed.
	narrowed int
}

// policy draws inputs for a policy on three architectures. It returns false if the generator
// refuses the policy.
func (x *examiner) policy(text []byte, seed uint64, inputs int) bool {
	x.Helper()
	selected := arches("386 amd64 s390x")
	p, err := policy.Load("policy.csv", text, x.catalog)
	if err != nil {
		x.Fatal(err)
	}
	space := argset.NewSpace()
	decisions, _, err := p.Decide(space, selected)
	if err != nil {
		return false
	}
	programs, err := compile.Policy(x.catalog, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: selected})
	if err != nil {
		return false
	}
	same, err := x.oracle.Policy(text)
	if err != nil {
		x.Fatal(err)
	}
	same.Constants = value
	for _, program := range programs {
		draw, err := x.generator.Calls(text, program.Arch.GOARCH)
		if err != nil {
			x.Fatal(err)
		}
		e := examined{x, program, same, space}
		r := rand.New(rand.NewPCG(seed, 3))
		for range inputs {
			nr, arguments := draw.Next(r)
			e.input(nr, arguments)
		}
	}
	return true
}

// examined is a program and the oracle's reading of its policy.
type examined struct {
	*examiner
	program *compile.Compiled
	same    *oracle.Policy
	space   *argset.Space
}

// input makes rows of one input.
func (e examined) input(nr uint32, arguments [6]uint64) {
	e.Helper()
	var equal []string
	for i := range arguments {
		if e.program.Arch.Width == 32 {
			arguments[i] &= 1<<32 - 1
		}
		equal = append(equal, fmt.Sprintf("arg%d == %#x", i, arguments[i]))
	}
	verdict := e.verdict(nr, arguments)
	other := "errno:77"
	when := strings.Join(equal, " && ")
	if f := e.failures(nr, when, word(verdict)); len(f) > 0 {
		e.Fatalf("number %d with %#x: want %s, failed with %#x\n", nr, arguments, word(verdict), f[0].Call.Arguments)
	}
	if f := e.failures(nr, when, other); len(f) != 1 || f[0].Call.Arguments != arguments {
		e.Fatalf("number %d with %#x: want %s, %d failures", nr, arguments, other, len(f))
	}
	for _, f := range e.failures(nr, "", word(verdict)) {
		e.narrowed++
		if e.verdict(nr, f.Call.Arguments) == verdict {
			e.Fatalf("number %d: the example %#x is %s", nr, f.Call.Arguments, word(verdict))
		}
	}
}

// verdict returns the oracle's verdict.
func (e examined) verdict(nr uint32, arguments [6]uint64) uint32 {
	e.Helper()
	value, err := e.same.Decide(e.program.Name, e.program.Arch.GOARCH, nr, arguments)
	if err != nil {
		e.Fatal(err)
	}
	return value
}

// word returns an action's word.
func word(value uint32) string {
	a, operand, _ := action.Of(value)
	switch {
	case a.Value == action.Allow:
		return "allow"
	case a.Operand == action.NoOperand:
		return a.Word
	}
	return fmt.Sprintf("%s:%d", a.Word, operand)
}

// failures compares the program with a row.
func (e examined) failures(nr uint32, when, verdict string) []expectation.Failure {
	e.Helper()
	row := fmt.Sprintf("%s,%s,%d,%s,%s,\n", e.program.Name, e.program.Arch.GOARCH, nr, when, verdict)
	table, err := expectation.Load("table.csv", []byte(header+row), e.catalog, nil)
	if err != nil {
		e.Fatal(err)
	}
	inputs, err := table.Bind(expectation.Scope{Architectures: []*arch.Arch{e.program.Arch}, Space: e.space})
	if err != nil {
		e.Fatal(err)
	}
	result, err := table.Check([]*compile.Compiled{e.program}, inputs, e.space)
	if err != nil || result.Checked != 1 {
		e.Fatalf("%d rows checked, want 1: %v", result.Checked, err)
	}
	return result.Failures
}
