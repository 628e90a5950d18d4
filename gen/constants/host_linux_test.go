package constants_test

import (
	"go/constant"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// TestCompiled compares values with x/sys/unix as compiled here.
func TestCompiled(t *testing.T) {
	for name, want := range map[string]int64{
		"AF_NETLINK":      unix.AF_NETLINK,
		"AT_FDCWD":        unix.AT_FDCWD,
		"CLONE_NEWUSER":   unix.CLONE_NEWUSER,
		"EDEADLOCK":       int64(unix.EDEADLOCK),
		"ENOSYS":          int64(unix.ENOSYS),
		"F_GETLK":         unix.F_GETLK,
		"MAP_ANONYMOUS":   unix.MAP_ANONYMOUS,
		"MCL_CURRENT":     unix.MCL_CURRENT,
		"O_DIRECT":        unix.O_DIRECT,
		"O_LARGEFILE":     unix.O_LARGEFILE,
		"PR_SET_SECCOMP":  unix.PR_SET_SECCOMP,
		"RLIMIT_AS":       unix.RLIMIT_AS,
		"SIGUSR1":         int64(unix.SIGUSR1),
		"SOCK_NONBLOCK":   unix.SOCK_NONBLOCK,
		"SOL_SOCKET":      unix.SOL_SOCKET,
		"SizeofMsghdr":    unix.SizeofMsghdr,
		"TIOCGWINSZ":      unix.TIOCGWINSZ,
		"TIOCSTI":         unix.TIOCSTI,
		"TUNATTACHFILTER": unix.TUNATTACHFILTER,
	} {
		v, ok := constants.Value(name, arch.ByGOARCH(runtime.GOARCH))
		if !ok {
			t.Errorf("%s on %s is missing", name, runtime.GOARCH)
			continue
		}
		if got, exact := constant.Int64Val(v); got != want || !exact {
			t.Errorf("%s on %s is %v, want %d", name, runtime.GOARCH, v, want)
		}
	}
}
