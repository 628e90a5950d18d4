package listing_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// TestActionOn names return values, errnos by the architecture's names.
func TestActionOn(t *testing.T) {
	for _, test := range []struct {
		value  uint32
		goarch string
		want   string
	}{
		{action.Allow, "amd64", "allow"},
		{action.KillProcess, "amd64", "kill the process"},
		{action.KillThread, "amd64", "kill the thread"},
		{action.Trap, "amd64", "trap"},
		{action.Trap | 1, "amd64", "trap with data 1"},
		{action.Log, "amd64", "log"},
		{action.Notify, "amd64", "notify"},
		{action.Trace | 11, "amd64", "trace 11"},
		{action.Errno | 1, "amd64", "errno EPERM (1)"},
		{action.Errno | 38, "amd64", "errno ENOSYS (38)"},
		{action.Errno | 38, "mips", "errno EL2NSYNC (38)"},
		{action.Errno | 89, "mips64le", "errno ENOSYS (89)"},
		{action.Errno | 11, "amd64", "errno EAGAIN (11)"},
		{action.Errno | 58, "ppc64", "errno EDEADLOCK (58)"},
		{action.Errno | 4000, "amd64", "errno 4000"},
		{0x12340000, "amd64", "action 0x12340000"},
	} {
		a := arch.ByGOARCH(test.goarch)
		if got := listing.ActionOn(test.value, a); got != test.want {
			t.Errorf("%#x on %s is %q, want %q", test.value, test.goarch, got, test.want)
		}
	}
}

// TestErrnos shows that what has a name is an error: Linux has 132 of them
// (include/uapi/asm-generic/errno.h), and few that only one architecture has.
func TestErrnos(t *testing.T) {
	for _, a := range arch.All {
		named := 0
		for errno := range uint32(4095) {
			if strings.HasSuffix(listing.ActionOn(action.Errno|errno, a), ")") {
				named++
			}
		}
		if named < 132 || named > 140 {
			t.Errorf("%s has %d errors with a name, want about 132", a.GOARCH, named)
		}
	}
}
