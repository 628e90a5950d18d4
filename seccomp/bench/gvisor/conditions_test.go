//go:build linux && amd64

package gvisor

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/seccomp"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/bench/conditions"
)

// numbers holds the syscalls of the cases without conditions.
var numbers = map[string]uintptr{"write": unix.SYS_WRITE, "exit_group": unix.SYS_EXIT_GROUP, "clone3": unix.SYS_CLONE3}

// compile compiles with gVisor, with its optimisations. Masks of an int's 32 bits save it the
// tests of the others.
func compile(x *conditions.Case) ([]unix.SockFilter, error) {
	var conditional seccomp.Or
	for _, r := range x.Rules {
		var arguments seccomp.PerArg
		for i := range arguments {
			arguments[i] = seccomp.AnyValue{}
		}
		for _, t := range r {
			arguments[t.Argument] = seccomp.MaskedEqual(uintptr(t.Mask), uintptr(t.Value))
		}
		conditional = append(conditional, arguments)
	}
	allowed := map[uintptr]seccomp.SyscallRule{uintptr(x.Number): conditional}
	for _, name := range conditions.Always {
		allowed[numbers[name]] = seccomp.MatchAll{}
	}
	sets := []seccomp.RuleSet{{Rules: seccomp.MakeSyscallRules(allowed), Action: seccomp.Allow}}
	for _, name := range x.Missing {
		rules := seccomp.MakeSyscallRules(map[uintptr]seccomp.SyscallRule{numbers[name]: seccomp.MatchAll{}})
		sets = append(sets, seccomp.RuleSet{Rules: rules, Action: seccomp.ReturnError.Code(uint16(unix.ENOSYS))})
	}
	program := seccomp.Program{
		RuleSets: sets,
		Options:  seccomp.ProgramOptions{DefaultAction: seccomp.KillProcess, BadArchAction: seccomp.KillProcess},
	}
	instructions, _, err := program.Build()
	var out []unix.SockFilter
	for _, i := range instructions {
		out = append(out, unix.SockFilter{Code: i.OpCode, Jt: i.JumpIfTrue, Jf: i.JumpIfFalse, K: i.K})
	}
	return out, err
}

// cases returns the compared policies.
func cases(tb testing.TB) []*conditions.Case {
	tb.Helper()
	out, err := conditions.Cases("../../..")
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// TestConditions checks that gVisor's programs decide as ours do.
func TestConditions(t *testing.T) {
	for _, x := range cases(t) {
		program, err := compile(x)
		if err != nil {
			t.Errorf("%s: %v", x.Name, err)
			continue
		}
		n, err := x.Count(program)
		if err != nil {
			t.Errorf("%s: %v", x.Name, err)
		}
		t.Logf("%s: %d instructions, tests %d at worst, %.1f on average", x.Name, len(program), n.Worst, n.Average)
	}
}

// BenchmarkConditions compiles the policies, and counts the instructions of their programs
// and the tests executed.
func BenchmarkConditions(b *testing.B) {
	for _, x := range cases(b) {
		b.Run(fmt.Sprintf("case=%s/program=gvisor", x.Name), func(b *testing.B) {
			conditions.Benchmark(b, x, compile)
		})
	}
}
