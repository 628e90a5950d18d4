package constants_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// TestErrno tells errors from other constants, with each architecture's numbers.
func TestErrno(t *testing.T) {
	for _, c := range []struct {
		name, goarch string
		n            uint32
		ok           bool
	}{
		{"EPERM", "amd64", 1, true},
		{"ENOSYS", "arm", 38, true},
		{"ENOSYS", "mips64le", 89, true},
		{"EDEADLOCK", "ppc64", 58, true},
		{"ECHO", "amd64", 0, false},
		{"ECCGETLAYOUT", "amd64", 0, false},
		{"ELFCLASS32", "amd64", 0, false},
		{"EPIOCSPARAMS", "amd64", 0, false},
		{"EPOLLIN", "amd64", 0, false},
		{"EXTA", "amd64", 0, false},
		{"AF_UNIX", "amd64", 0, false},
		{"ENOTHING", "amd64", 0, false},
	} {
		a := arch.ByGOARCH(c.goarch)
		if n, ok := constants.Errno(c.name, a); n != c.n || ok != c.ok {
			t.Errorf("%s on %s: %d %v, want %d %v", c.name, c.goarch, n, ok, c.n, c.ok)
		}
		if c.ok && c.name != "EDEADLOCK" && constants.ErrnoName(c.n, a) != c.name {
			t.Errorf("%d on %s is %s, want %s", c.n, c.goarch, constants.ErrnoName(c.n, a), c.name)
		}
	}
	// EAGAIN is EWOULDBLOCK too.
	if got := constants.ErrnoName(11, arch.ByGOARCH("amd64")); got != "EAGAIN" {
		t.Errorf("11 on amd64 is %s, want EAGAIN", got)
	}
}
