package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/policyfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// noPolicy is the source of no profile.
func noPolicy(policyfile.Source) (tables.Profile, *policyfile.Profile, error) {
	return tables.Profile{}, nil, errors.New("no policies here")
}

func TestParse(t *testing.T) {
	network := seccomp.New(hardened.Network())
	changed := seccomp.New(tables.Minimal())
	changed.Block(tables.SYS_OPENAT, tables.SYS_OPEN, tables.SYS_KILL)
	changed.Allow(tables.SYS_SOCKET, tables.SYS_MOUNT)
	violation := func(a seccomp.Action) seccomp.Filter {
		f := seccomp.New(hardened.Network())
		f.OnViolation(a)
		return f
	}
	for _, test := range []struct {
		args   string
		filter seccomp.Filter
		argv   string
	}{
		{"ls", network, "ls"},
		{"ls -block x -- y", network, "ls -block x -- y"},
		{"-- -profile", network, "-profile"},
		{"-no-supervisor ls -no-supervisor", network, "ls -no-supervisor"},
		{"ls -no-supervisor", network, "ls -no-supervisor"},
		{"-report ls -report", network, "ls -report"},
		{"-report=allow ls", network, "ls"},
		{"-profile essential ls", seccomp.New(tables.Essential()), "ls"},
		{"--profile=io-heavy ls", seccomp.New(tables.IOHeavy()), "ls"},
		{"-profile network ls", seccomp.New(tables.Network()), "ls"},
		{"-profile hardened-io-heavy ls", seccomp.New(hardened.IOHeavy()), "ls"},
		{"-profile allow-all ls", seccomp.New(tables.AllowAll()), "ls"},
		{"-profile minimal -block openat,open -allow socket -block kill -allow mount -- ls /", changed, "ls /"},
		{"-on-violation kill ls", network, "ls"},
		{"-on-violation log ls", violation(seccomp.Log), "ls"},
		{"-on-violation trap ls", violation(seccomp.Trap), "ls"},
		{"-on-violation errno:EACCES ls", violation(seccomp.Errno(unix.EACCES)), "ls"},
		{"-on-violation errno:ENOSYS ls", violation(seccomp.Errno(unix.ENOSYS)), "ls"},
		{"-on-violation errno:EHWPOISON ls", violation(seccomp.Errno(unix.EHWPOISON)), "ls"},
	} {
		c, err := parse(strings.Fields(test.args), noPolicy)
		switch {
		case err != nil:
			t.Errorf("%s: %v", test.args, err)
		case c.alone != strings.HasPrefix(test.args, "-no-supervisor"):
			t.Errorf("%s: alone is %t", test.args, c.alone)
		case c.filter != test.filter:
			t.Errorf("%s: another filter", test.args)
		case !slices.Equal(c.argv, strings.Fields(test.argv)):
			t.Errorf("%s: the program is %q", test.args, c.argv)
		}
	}
}

func TestParseErrors(t *testing.T) {
	const profiles = "hardened-minimal, hardened-io-heavy, hardened-compute, hardened-network, essential, minimal, io-heavy, compute, network, unrestricted, allow-all"
	for _, test := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"no program; see seccomp-exec -h"}},
		{[]string{"--"}, []string{"no program; see seccomp-exec -h"}},
		{[]string{"-x", "ls"}, []string{"flag provided but not defined: -x; see seccomp-exec -h"}},
		{[]string{"-report=x", "ls"}, []string{`invalid boolean value "x" for -report: want -report or -report=allow; see seccomp-exec -h`}},
		{[]string{"-compat", "ls"}, []string{"-compat without -policy; the built-in profiles kill the syscalls of the companion ABI"}},
		{[]string{"-policy", "policy.csv", "ls"}, []string{"no policies here"}},
		{[]string{"-profile"}, []string{"flag needs an argument: -profile; see seccomp-exec -h"}},
		{[]string{"-profile", "Network", "ls"}, []string{`-profile: unknown profile "Network"; want one of ` + profiles}},
		{[]string{"-profile", "", "ls"}, []string{`-profile: unknown profile ""; want one of ` + profiles}},
		{[]string{"-block", "opennat", "ls"}, []string{`-block: unknown syscall "opennat"; did you mean openat?`}},
		{[]string{"-allow", "getdents65", "ls"}, []string{`-allow: unknown syscall "getdents65"; did you mean getdents64?`}},
		{[]string{"-allow", "xyz", "ls"}, []string{`-allow: unknown syscall "xyz"; use the kernel's name, such as openat`}},
		{[]string{"-block", "openat,", "ls"}, []string{`-block: unknown syscall ""; use the kernel's name, such as openat`}},
		{[]string{"-on-violation", "errno", "ls"}, []string{`-on-violation: unknown action "errno"; want kill, errno:NAME, log or trap`}},
		{[]string{"-on-violation", "errno:EPRM", "ls"}, []string{`-on-violation: unknown errno "EPRM"; did you mean EPERM?`}},
		{[]string{"-on-violation", "errno:1", "ls"}, []string{`-on-violation: unknown errno "1"; use a name of errno(3), such as EPERM`}},
		{
			[]string{"-no-supervisor", "-report=allow", "-profile", "p", "-block", "a1,write", "-block", "a2", "-allow", "a3", "-on-violation", "v"},
			[]string{
				`-profile: unknown profile "p"; want one of ` + profiles,
				`-block: unknown syscall "a1"; use the kernel's name, such as openat`,
				`-block: unknown syscall "a2"; use the kernel's name, such as openat`,
				`-allow: unknown syscall "a3"; use the kernel's name, such as openat`,
				`-on-violation: unknown action "v"; want kill, errno:NAME, log or trap`,
				"-report with -no-supervisor; a report needs the supervisor",
				"no program; see seccomp-exec -h",
			},
		},
	} {
		_, err := parse(test.args, noPolicy)
		if err == nil {
			t.Errorf("%q: no error", test.args)
			continue
		}
		if got := strings.Split(err.Error(), "\n"); !slices.Equal(got, test.want) {
			t.Errorf("%q:\n%s\nand not\n%s", test.args, err, strings.Join(test.want, "\n"))
		}
	}
	if _, err := parse([]string{"-h"}, noPolicy); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
}

// Syscalls of other architectures can be blocked and allowed: one list serves all
// architectures. An operation reached only by a multiplexer is named.
func TestCallsOfOtherArchitectures(t *testing.T) {
	for _, name := range []string{"mmap", "mmap2", "socketcall", "open", "openat", "riscv_hwprobe", "s390_pci_mmio_read"} {
		if _, err := parse([]string{"-block", name, "ls"}, noPolicy); err != nil {
			t.Errorf("-block %s: %v", name, err)
		}
	}
	f := seccomp.New(tables.Network())
	f.Allow(9999)
	if err := check(&f); err == nil || !strings.HasPrefix(err.Error(), "syscall(9999): seccomp: ") {
		t.Errorf("an impossible number: %v", err)
	}
}

// TestHints gives other names of syscalls.
func TestHints(t *testing.T) {
	for name, want := range map[string]string{
		"SYS_read":  "did you mean read?",
		"__NR_read": "did you mean read?",
		"fstatat":   "did you mean newfstatat?",
		"pread":     "did you mean pread64?",
		"io_uring":  "did you mean io_uring_enter, io_uring_register or io_uring_setup?",
		"raed":      "did you mean read?",
		"xyzzy":     "use the kernel's name, such as openat",
	} {
		if name == "fstatat" && !tables.SYS_NEWFSTATAT.Exists() {
			want = "did you mean fstatat64?"
		}
		_, err := parse([]string{"-block", name, "ls"}, noPolicy)
		if err == nil || err.Error() != fmt.Sprintf("-block: unknown syscall %q; %s", name, want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

// TestDocFlags compares the flags of the package comment with the help.
func TestDocFlags(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, flags, _ := strings.Cut(usage, "\n\n  -profile")
	flags, _, _ = strings.Cut("  -profile"+flags, "\n\n")
	for line := range strings.SplitSeq(flags, "\n") {
		if !strings.Contains(string(text), "\n//\t"+strings.TrimPrefix(line, "  ")+"\n") {
			t.Errorf("the package comment lacks the line %q", line)
		}
	}
}
