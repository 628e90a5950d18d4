package main

import (
	"errors"
	"flag"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func TestParse(t *testing.T) {
	network := seccomp.New(tables.Network())
	changed := seccomp.New(tables.Minimal())
	changed.Block(tables.SYS_OPENAT, tables.SYS_OPEN, tables.SYS_KILL)
	changed.Allow(tables.SYS_SOCKET, tables.SYS_MOUNT)
	violation := func(a seccomp.Action) seccomp.Filter {
		f := seccomp.New(tables.Network())
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
		{"-profile essential ls", seccomp.New(tables.Essential()), "ls"},
		{"--profile=io-heavy ls", seccomp.New(tables.IOHeavy()), "ls"},
		{"-profile allow-all ls", seccomp.New(tables.AllowAll()), "ls"},
		{"-profile minimal -block openat,open -allow socket -block kill -allow mount -- ls /", changed, "ls /"},
		{"-on-violation kill ls", network, "ls"},
		{"-on-violation log ls", violation(seccomp.Log), "ls"},
		{"-on-violation trap ls", violation(seccomp.Trap), "ls"},
		{"-on-violation errno:EACCES ls", violation(seccomp.Errno(unix.EACCES)), "ls"},
		{"-on-violation errno:ENOSYS ls", violation(seccomp.Errno(unix.ENOSYS)), "ls"},
		{"-on-violation errno:EHWPOISON ls", violation(seccomp.Errno(unix.EHWPOISON)), "ls"},
	} {
		c, err := parse(strings.Fields(test.args))
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
	const profiles = "essential, minimal, io-heavy, compute, network, unrestricted, allow-all"
	for _, test := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"no program is given (see seccomp-exec -h)"}},
		{[]string{"--"}, []string{"no program is given (see seccomp-exec -h)"}},
		{[]string{"-x", "ls"}, []string{"flag provided but not defined: -x (see seccomp-exec -h)"}},
		{[]string{"-profile"}, []string{"flag needs an argument: -profile (see seccomp-exec -h)"}},
		{[]string{"-profile", "Network", "ls"}, []string{`-profile: unknown profile "Network": expected ` + profiles}},
		{[]string{"-profile", "", "ls"}, []string{`-profile: unknown profile "": expected ` + profiles}},
		{[]string{"-block", "opennat", "ls"}, []string{`-block: unknown system call "opennat": did you mean openat?`}},
		{[]string{"-allow", "getdents65", "ls"}, []string{`-allow: unknown system call "getdents65": did you mean getdents64?`}},
		{[]string{"-allow", "xyz", "ls"}, []string{`-allow: unknown system call "xyz": expected the kernel's name, such as openat`}},
		{[]string{"-block", "openat,", "ls"}, []string{`-block: unknown system call "": expected the kernel's name, such as openat`}},
		{[]string{"-on-violation", "errno", "ls"}, []string{`-on-violation: unknown action "errno": expected kill, errno:NAME, log or trap`}},
		{[]string{"-on-violation", "errno:EPRM", "ls"}, []string{`-on-violation: unknown error "EPRM": did you mean EPERM?`}},
		{[]string{"-on-violation", "errno:1", "ls"}, []string{`-on-violation: unknown error "1": expected a name of errno(3), such as EPERM`}},
		{
			[]string{"-profile", "p", "-block", "a1,write", "-block", "a2", "-allow", "a3", "-on-violation", "v"},
			[]string{
				`-profile: unknown profile "p": expected ` + profiles,
				`-block: unknown system call "a1": expected the kernel's name, such as openat`,
				`-block: unknown system call "a2": expected the kernel's name, such as openat`,
				`-allow: unknown system call "a3": expected the kernel's name, such as openat`,
				`-on-violation: unknown action "v": expected kill, errno:NAME, log or trap`,
				"no program is given (see seccomp-exec -h)",
			},
		},
	} {
		_, err := parse(test.args)
		if err == nil {
			t.Errorf("%q: no error", test.args)
			continue
		}
		if got := strings.Split(err.Error(), "\n"); !slices.Equal(got, test.want) {
			t.Errorf("%q:\n%s\nand not\n%s", test.args, err, strings.Join(test.want, "\n"))
		}
	}
	if _, err := parse([]string{"-h"}); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
}

// A call of another architecture can be blocked and allowed, as a list of calls is
// for all of them; one that only a multiplexer can reach is named.
func TestCallsOfOtherArchitectures(t *testing.T) {
	for _, name := range []string{"mmap", "mmap2", "socketcall", "open", "openat", "riscv_hwprobe", "s390_pci_mmio_read"} {
		if _, err := parse([]string{"-block", name, "ls"}); err != nil {
			t.Errorf("-block %s: %v", name, err)
		}
	}
	f := seccomp.New(tables.Network())
	f.Allow(9999)
	if err := check(&f); err == nil || !strings.HasPrefix(err.Error(), "syscall(9999): seccomp: ") {
		t.Errorf("a number that is no system call: %v", err)
	}
}

func TestExpected(t *testing.T) {
	names := slices.Values([]string{"read", "readv", "openat", "openat2"})
	for name, want := range map[string]string{
		"reed":    "did you mean read?",
		"readvv":  "did you mean readv?",
		"openat3": "did you mean openat?",
		"write":   "expected a name",
		"":        "expected a name",
		"r":       "expected a name",
	} {
		if got := expected(name, names, "a name"); got != want {
			t.Errorf("%q: %s, and not %s", name, got, want)
		}
	}
}
