// Child makes syscalls and prints the errno of each. A test builds it for both ABIs of its
// kernel.
package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

func main() {
	calls := []struct {
		name string
		nr   uintptr
		arg0 uintptr
	}{
		{"getpid", unix.SYS_GETPID, 0},
		{"socket AF_UNIX", unix.SYS_SOCKET, unix.AF_UNIX},
		{"socket AF_INET", unix.SYS_SOCKET, unix.AF_INET},
		{"getppid", unix.SYS_GETPPID, 0},
		{"mount", unix.SYS_MOUNT, 0},
		{"unknown", 1000, 0},
	}
	for _, c := range calls {
		fmt.Printf("%s: %d\n", c.name, call(c.nr, c.arg0))
	}
}

// call makes a syscall with an argument and, for sockets, SOCK_STREAM.
func call(nr, arg0 uintptr) unix.Errno {
	_, _, errno := unix.RawSyscall(nr, arg0, unix.SOCK_STREAM, 0)
	return errno
}
