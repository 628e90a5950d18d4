package seccomp_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// conditional returns a filter of a profile with the program of minimal, and UserNotify for
// some arguments of a syscall. Its Overrides has the stricter action of the others.
func conditional() seccomp.Filter {
	const notify = unix.BPF_RET | unix.BPF_K
	program := tables.Minimal().AppendPrologue(nil)
	body := len(program)
	program = append(program,
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 3, K: uint32(tables.SYS_KILL)},
		unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 16},
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: 4},
		unix.SockFilter{Code: notify, K: unix.SECCOMP_RET_USER_NOTIF},
		unix.SockFilter{Code: notify, K: unix.SECCOMP_RET_ALLOW},
	)
	return seccomp.New(tables.MakeProfile(&tables.ProfileData{
		Name:      "conditional",
		Violation: unix.SECCOMP_RET_KILL_PROCESS,
		Unknown:   unix.SECCOMP_RET_ERRNO | 38,
		Allowed:   []tables.Range{{First: tables.SYS_EXECVE, Last: tables.SYS_EXECVE}},
		Overrides: []tables.Override{{First: tables.SYS_KILL, Last: tables.SYS_KILL, Action: unix.SECCOMP_RET_TRAP}},
		Program:   tables.Program{Instructions: program, Body: body},
	}))
}

// TestListenerNeeded installs filters with UserNotify and without a listener. It must fail
// before it installs the filter: the test would go on under it.
func TestListenerNeeded(t *testing.T) {
	filters := map[string]seccomp.Filter{"a condition": conditional()}
	f := seccomp.New(tables.Minimal())
	f.OnViolation(seccomp.UserNotify)
	filters["violations"] = f
	f = seccomp.New(tables.Minimal())
	f.OnUnknown(seccomp.UserNotify)
	filters["unknown numbers"] = f
	f = seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_GETPGID)
	f.OnViolation(seccomp.UserNotify)
	filters["blocked"] = f
	for name, f := range filters {
		for i, err := range []error{f.Install(0), f.InstallThread(0), seccomp.Exec(&f, "/bin/true", []string{"true"}, nil)} {
			if err == nil || !strings.Contains(err.Error(), "InstallListener") {
				t.Errorf("%s: function %d: %v; want InstallListener named", name, i, err)
			}
		}
		if err := f.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoListenerNeeded installs a filter with UserNotify for no input: allow-all allows
// unknown numbers.
func TestNoListenerNeeded(t *testing.T) {
	if emulated() {
		t.Skip("user-mode emulation has no seccomp(2)")
	}
	runChild(t, "no-listener")
}

func init() {
	children["no-listener"] = func() error {
		f := seccomp.New(tables.AllowAll())
		f.OnUnknown(seccomp.UserNotify)
		return f.Install(0)
	}
}

// TestListenerRefuses gives wrong filters and flags.
func TestListenerRefuses(t *testing.T) {
	var zero seccomp.Filter
	f := seccomp.New(tables.AllowAll())
	for name, install := range map[string]func(*seccomp.Filter, seccomp.Flags) (int, error){
		"InstallListener": (*seccomp.Filter).InstallListener, "InstallThreadListener": (*seccomp.Filter).InstallThreadListener,
	} {
		if fd, err := install(&zero, 0); fd != -1 || err == nil || !strings.Contains(err.Error(), "no profile") {
			t.Errorf("%s: the zero filter: %d, %v", name, fd, err)
		}
		for _, flag := range []seccomp.Flags{1 << 0, 1 << 3, 1 << 4, 1 << 5, 1 << 6} {
			if fd, err := install(&f, flag); fd != -1 || !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("%s: flag %#x: %d, %v", name, flag, fd, err)
			}
		}
	}
}
