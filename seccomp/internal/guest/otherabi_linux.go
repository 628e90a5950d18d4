package main

import (
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// otherGetpids returns the numbers of getpid in the ABIs that a kernel may tell apart
// by the number alone, so that filters see them under this architecture. On mips
// one of them is its own.
func otherGetpids() []uintptr {
	switch {
	case runtime.GOARCH == "amd64":
		return []uintptr{1<<30 + 39} // x32
	case strings.HasPrefix(runtime.GOARCH, "mips"):
		return []uintptr{4020, 5038, 6038} // o32, n64, n32
	}
	return nil
}

// measureOtherABIs prints whether getpid can be made by the numbers of other ABIs:
// without a filter, and with all allowed but getpid.
func measureOtherABIs([]string) error {
	runtime.LockOSThread()
	printGetpids("unfiltered")
	f := seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_GETPID)
	f.OnViolation(seccomp.Errno(unix.EPERM))
	if err := f.Install(0); err != nil {
		return err
	}
	printGetpids("blocked")
	return nil
}

func printGetpids(name string) {
	for _, number := range otherGetpids() {
		_, _, errno := unix.RawSyscall(number, 0, 0, 0)
		fact(fmt.Sprintf("getpid-%d-%s", number, name), errnoName(errno))
	}
}
