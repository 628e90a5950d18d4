package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// expectationsOf writes a table of expectations with the given rows and returns its path.
func expectationsOf(t *testing.T, rows ...string) string {
	t.Helper()
	text := "profile,arch,syscall,when,verdict,why\n" + strings.Join(rows, "\n") + "\n"
	path := filepath.Join(t.TempDir(), "expectations.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTest compares a policy with a table, and prints what fails.
func TestTest(t *testing.T) {
	file := policyOf(t, "const,HIGHEST,,2,", "tiny,read,,,", "tiny,close,errno:EBADF,fd > HIGHEST,", "small,write,,,")
	table := expectationsOf(t,
		"tiny,,read,,allow,",
		"tiny,amd64,close,fd == HIGHEST+1,errno:EBADF,",
		"tiny,s390x,open,,violation,",
		",amd64,openat,,violation,",
	)
	stdout, stderr := expect(t, 0, "test", "-policy", file, "-arch", "amd64,riscv64", table)
	if want := "checked 3 expectations on 2 architectures: all hold; skipped 1 about other architectures\n"; stdout != want || stderr != "" {
		t.Errorf("printed %q and %q, want %q", stdout, stderr, want)
	}
	wrong := expectationsOf(t,
		"tiny,amd64 riscv64,close,,violation,",
		"tiny,,read,,allow,",
	)
	stdout, stderr = expect(t, 1, "test", "-policy", file, "-arch", "amd64,riscv64", wrong, table)
	first, path, _ := strings.Cut(stdout, "\n")
	if want := wrong + ":2:27: tiny on amd64: close (3, 0, 0, 0, 0, 0) is errno:EBADF, want violation"; first != want {
		t.Errorf("the failure is\n%s\nwant\n%s", first, want)
	}
	if !strings.Contains(path, "  3 close  ") || !strings.HasSuffix(path, "\n    also tiny on riscv64: errno:EBADF\n") {
		t.Errorf("the path is\n%s", path)
	}
	if want := "1 of 5 expectations fail\n"; stderr != want {
		t.Errorf("printed %q, want %q", stderr, want)
	}
	stdout, _ = expect(t, 1, "test", "-v", "-policy", file, "-arch", "amd64,riscv64", wrong)
	if !strings.Contains(stdout, "\n"+wrong+":2:27: tiny on riscv64: close (3, 0, 0, 0, 0, 0) is errno:EBADF, want violation\n") {
		t.Errorf("-v printed\n%s", stdout)
	}
}

// TestTestBuiltIn compares the built-in profiles with a table.
func TestTestBuiltIn(t *testing.T) {
	table := expectationsOf(t, "minimal io-heavy,,ptrace,,kill,", "essential,amd64,0x2000000,,unknown,", "network,,socket,,allow,")
	if stdout, _ := expect(t, 0, "test", "-arch", "386,amd64", table); stdout != "checked 3 expectations on 2 architectures: all hold\n" {
		t.Errorf("printed %q", stdout)
	}
}

// TestTestCompat compares the syscalls of a companion ABI, with its own program and with that
// of its kernel.
func TestTestCompat(t *testing.T) {
	file := policyOf(t, "tiny,read,,,", "tiny,ppc/ptrace,,,")
	table := expectationsOf(t, "tiny,,read,,allow,", "tiny,ppc,ptrace,,violation,")
	if stdout, _ := expect(t, 0, "test", "-policy", file, "-arch", "ppc64", table); stdout != "checked 1 expectation on 1 architecture: all hold; skipped 1 about other architectures\n" {
		t.Errorf("without -compat: %q", stdout)
	}
	stdout, stderr := expect(t, 1, "test", "-policy", file, "-arch", "ppc64", "-compat", table)
	if want := table + ":3:18: tiny on ppc in the program for ppc64: ptrace (0, 0, 0, 0, 0, 0) is allow, want violation\n"; !strings.HasPrefix(stdout, want) || stderr != "1 of 2 expectations fail\n" {
		t.Errorf("with -compat: %q and %q", stdout, stderr)
	}
}

// TestTestWrong compares the messages for wrong arguments and files.
func TestTestWrong(t *testing.T) {
	file, table := policyOf(t, "tiny,raed,,,"), expectationsOf(t, "tiny,,red,,allow,", "teeny,,read,,allow,")
	for _, c := range []struct {
		code int
		args []string
		want string
	}{
		{2, nil, "seccompgen test: no EXPECTATIONS; name a CSV file of expected verdicts\nrun seccompgen test -h\n"},
		{2, []string{"-compat", table}, "seccompgen test: -compat without -policy; built-in profiles are for one architecture each\nrun seccompgen test -h\n"},
		{2, []string{"-arch", "sparc", table}, "seccompgen test: -arch: unknown architecture \"sparc\"; want some of "},
		{1, []string{"missing.csv"}, "missing.csv: "},
		{1, []string{"-policy", "missing.csv", table}, "missing.csv: "},
		{1, []string{"-policy", file, table}, table + ":2:7: unknown syscall \"red\"; did you mean read?\n" +
			table + ":3:1: no profile \"teeny\"; want one of tiny\n" + file + ":2:6: unknown syscall \"raed\"; did you mean read?\n"},
		{1, []string{"-arch", "arm64", expectationsOf(t, "minimal,amd64,read,,allow,")}, "no expectation applies to the tested profiles and architectures\n"},
	} {
		if _, stderr := expect(t, c.code, append([]string{"test"}, c.args...)...); !strings.Contains(stderr, c.want) {
			t.Errorf("test %v: %q, want %q", c.args, stderr, c.want)
		}
	}
}

// TestTestStrict expects a warning of the policy, and an error in its place.
func TestTestStrict(t *testing.T) {
	file := policyOf(t, "tiny,unshare,errno:EPERM,unshare_flags == CLONE_NEWUSER,", "tiny,unshare,,,")
	table := expectationsOf(t, "tiny,,unshare,unshare_flags == CLONE_NEWUSER,errno:EPERM,")
	if _, stderr := expect(t, 0, "test", "-arch", "amd64", "-policy", file, table); !strings.Contains(stderr, "policy.csv:2:26: warning: ") {
		t.Errorf("without -strict: %q", stderr)
	}
	if stdout, stderr := expect(t, 1, "test", "-strict", "-arch", "amd64", "-policy", file, table); stdout != "" || !strings.Contains(stderr, "policy.csv:2:26: ") {
		t.Errorf("with -strict: %q and %q", stdout, stderr)
	}
}

// TestExampleExpectations runs the tables of the examples.
func TestExampleExpectations(t *testing.T) {
	tables, err := filepath.Glob("../../seccomp/examples/*/expectations.csv")
	if err != nil || len(tables) != 3 {
		t.Fatalf("%d tables, want 3: %v", len(tables), err)
	}
	for _, table := range tables {
		expect(t, 0, "test", "-policy", filepath.Join(filepath.Dir(table), "policy.csv"), table)
	}
}

// TestGuideExpectations compares the policy of the guide with its table, and the policy
// without its rows for ioctl.
func TestGuideExpectations(t *testing.T) {
	table, policy := guideBlock(t, "profile,arch,syscall,when,verdict,why"), guidePolicy(t)
	failure := guideBlock(t, "expectations.csv:3:")
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("policy.csv", policy)
	write("expectations.csv", table)
	rows := strings.Count(table, "\n") - 1
	stdout, _ := expect(t, 0, "test", "-policy", "policy.csv", "expectations.csv")
	if want := "checked " + counted(rows, "expectation") + " on 13 architectures: all hold\n"; stdout != want {
		t.Errorf("printed %q, want %q", stdout, want)
	}
	write("policy.csv", regexp.MustCompile(`(?m)^server,-?ioctl,.*\n`).ReplaceAllString(policy, ""))
	if stdout, _ := expect(t, 1, "test", "-arch", "amd64", "-policy", "policy.csv", "expectations.csv"); !strings.HasPrefix(stdout, failure) {
		t.Errorf("printed\n%s\nthe guide has\n%s", stdout, failure)
	}
}
