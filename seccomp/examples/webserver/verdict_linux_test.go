package webserver_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/webserver"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// TestVerdicts is a unit test of the filter: it installs nothing, and runs anywhere.
func TestVerdicts(t *testing.T) {
	f := seccomp.New(webserver.Webserver())
	for _, test := range []struct {
		name    string
		syscall tables.Syscall
		args    []uintptr
		want    seccomp.Action
	}{
		{"an internet socket", tables.SYS_SOCKET, []uintptr{unix.AF_INET, unix.SOCK_STREAM}, seccomp.Allow},
		{"crypto of the kernel", tables.SYS_SOCKET, []uintptr{unix.AF_ALG, unix.SOCK_SEQPACKET}, seccomp.Errno(unix.EPERM)},
		{"a terminal's width", tables.SYS_IOCTL, []uintptr{2, unix.TIOCGWINSZ}, seccomp.Allow},
		{"typing into a terminal", tables.SYS_IOCTL, []uintptr{0, unix.TIOCSTI}, seccomp.Errno(unix.EPERM)},
		{"threads by clone3", tables.SYS_CLONE3, nil, seccomp.Errno(unix.ENOSYS)},
		{"a program", tables.SYS_EXECVE, nil, seccomp.Errno(unix.EPERM)},
	} {
		if got, err := f.Verdict(test.syscall, test.args...); err != nil || got != test.want {
			t.Errorf("%s: %v, %v; want %v", test.name, got, err, test.want)
		}
	}
}
