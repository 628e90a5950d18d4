package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// policyFile writes a policy and returns its path.
func policyFile(t *testing.T, rows string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "policy.csv")
	if err := os.WriteFile(file, []byte("profile,syscall,action,when,why\n"+rows), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A program runs under a policy as under the generated profile. Errors of rows are printed as
// by seccompgen, with their place.
func TestPolicy(t *testing.T) {
	program := helperArgs(t, "denied")
	mount := func(refuser string) string { return mountLine(program[0], refuser) }
	for _, test := range []struct {
		rows, flags string
		program     []string
		want        result
	}{
		{"p,@network,,,\n", "", []string{"sh", "-c", "exit 7"}, result{7, "", ""}},
		{"p,@network,,,\n", "-no-supervisor", []string{"sh", "-c", "exit 7"}, result{7, "", ""}},
		{"p,@network,,,\np,mount,kill,,\n", "", program, result{killed, "", mount("profile p refuses it, FILE:3")}},
		{"p,@network,,,\np,mount,,flags == 0,\n", "", program, result{killed, "", mount("profile p does not allow these arguments")}},
		{"p,@network,,,\np,mount,,,\n", "-block mount -on-violation errno:EDOM", program, result{3, "EDOM\n", ""}},
		{"p,@network,,,\nq,@network,,,\nq,mount,errno:EXDEV,,\n", "-profile q", program, result{3, "EXDEV\n", ""}},
		{"p,read,,,\n", "", []string{"true"}, result{125, "", line("true", "seccomp: the filter does not allow execve")}},
		{"p,raed,,,\np,write,kil,,\n", "", []string{"true"}, result{125, "", `FILE:2:3: unknown syscall "raed"; did you mean read?
FILE:3:9: action "kil"; want kill, kill-thread, trap, errno:EPERM, notify, trace:N or log, or an empty cell to allow
`}},
	} {
		file := policyFile(t, test.rows)
		got := finish(t, prepare(t, append(append([]string{"-policy", file}, strings.Fields(test.flags)...), test.program...)...))
		got.stderr = strings.ReplaceAll(got.stderr, file, "FILE")
		if got != test.want {
			t.Errorf("%q %s: %+v, and not %+v", test.rows, test.flags, got, test.want)
		}
	}
	got := finish(t, prepare(t, "-policy", "/nonexistent/\x1bpolicy.csv", "true"))
	if want := `seccomp-exec: "stat /nonexistent/\x1bpolicy.csv: no such file or directory"` + "\n"; got != (result{125, "", want}) {
		t.Errorf("%+v, and not %s", got, want)
	}
}

// A warning is printed once, and the program runs.
func TestPolicyWarns(t *testing.T) {
	file := policyFile(t, "p,@network,,,\np,-clone,,,\np,clone,,clone_flags & CLONE_NEWUSER == 0,\n")
	got := finish(t, prepare(t, "-policy", file, "true"))
	if got.code != 0 || strings.Count(got.stderr, "\n") != 1 || !strings.HasPrefix(got.stderr, file+":4:3: warning: clone is limited") {
		t.Errorf("%+v", got)
	}
}

// With -compat the policy decides the syscalls of the companion ABI. Without, a report tells
// so.
func TestPolicyCompat(t *testing.T) {
	if companion == "" {
		return
	}
	if testing.Short() {
		t.Skip("builds a program for another architecture")
	}
	program, err := builtCompanion()
	if err != nil {
		t.Fatal(err)
	}
	file := policyFile(t, "p,@network,,,\n")
	exitless := policyFile(t, "p,@network,,,\np,-exit_group,,,\n")
	for _, test := range []struct {
		flags  []string
		code   int
		stderr string
	}{
		{[]string{"-policy", file, "-compat"}, 0, ""},
		{[]string{"-policy", file}, killed, "killed by a syscall of another architecture, " + companion + " "},
		{[]string{"-policy", exitless, "-compat"}, killed, " of " + companion + ": profile p does not allow it\n"},
		{[]string{"-policy", file, "-report=allow"}, 0, ": profile p does not allow it; add to a policy with -compat\nseccomp-exec:   p,exit_group,,,\n"},
	} {
		got := finish(t, prepare(t, append(test.flags, program)...))
		if got.code != test.code || !strings.Contains(got.stderr, test.stderr) || got.stderr != "" && test.stderr == "" {
			t.Errorf("%q: %+v", test.flags, got)
		}
	}
}
