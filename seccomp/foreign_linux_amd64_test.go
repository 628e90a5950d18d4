package seccomp_test

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// lenient lists, by the name of a child, the actions after which a syscall may proceed.
var lenient = map[string]seccomp.Action{"x32-log": seccomp.Log, "x32-trace": seccomp.Trace(1), "x32-notify": seccomp.UserNotify}

func init() {
	for name, action := range lenient {
		children[name] = func() error { return executeX32(action) }
	}
}

// executeX32 blocks execve, and calls it by its x32 number.
func executeX32(action seccomp.Action) error {
	runtime.LockOSThread()
	f := seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_EXECVE)
	f.OnViolation(action)
	f.OnUnknown(action)
	install := f.Install
	if action == seccomp.UserNotify {
		install = func(flags seccomp.Flags) error {
			_, err := f.InstallThreadListener(flags)
			return err
		}
	}
	if err := install(0); err != nil {
		return err
	}
	unix.RawSyscall(0x4000003b, 0, 0, 0)
	return errors.New("number 0x4000003b was let through")
}

// TestX32IsKilled expects SIGSYS for an x32 syscall under lenient actions.
func TestX32IsKilled(t *testing.T) {
	for name := range lenient {
		cmd := exec.Command("/proc/self/exe")
		cmd.Env = append(os.Environ(), inChild+"="+name)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != unix.SIGSYS {
			t.Errorf("%s: %v, want SIGSYS: %s", name, err, out)
		}
	}
}
