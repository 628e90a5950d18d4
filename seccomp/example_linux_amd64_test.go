package seccomp_test

import (
	"fmt"
	"log"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// A deny-list: all syscalls but two, refused with EPERM.
func Example() {
	f := seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_PTRACE, tables.SYS_BPF)
	f.OnViolation(seccomp.Errno(unix.EPERM))
	if err := f.Install(0); err != nil {
		log.Fatal(err)
	}
	fmt.Println(unix.PtraceAttach(1))
	// Output: operation not permitted
}

// One thread gives up a syscall. The goroutine never unlocks the thread, and it ends with
// the goroutine.
func ExampleFilter_InstallThread() {
	done := make(chan error)
	go func() {
		f := seccomp.New(tables.AllowAll())
		f.Block(tables.SYS_SETHOSTNAME)
		f.OnViolation(seccomp.Errno(unix.ENOSYS))
		if err := f.InstallThread(seccomp.FlagLog); err != nil {
			log.Fatal(err)
		}
		done <- unix.Sethostname([]byte("example"))
	}()
	fmt.Println(<-done)
	// Output: function not implemented
}

// A program installs a second filter after its setup. The first one must allow seccomp(2),
// and the stricter verdict of the two counts.
func ExampleFilter_Install_second() {
	done := make(chan error)
	go func() { // on one thread, to leave the others alone; a program calls Install
		f := seccomp.New(tables.Network())
		f.Allow(tables.SYS_SECCOMP)
		if err := f.InstallThread(0); err != nil {
			log.Fatal(err)
		}
		// The setup may make sockets.
		g := seccomp.New(tables.Network())
		g.Block(tables.SYS_SOCKET)
		g.OnViolation(seccomp.Errno(unix.EACCES))
		if err := g.InstallThread(0); err != nil {
			log.Fatal(err)
		}
		_, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		done <- err
	}()
	fmt.Println(<-done)
	// Output: permission denied
}

// Violations fail with EPERM instead of killing the process. Without the filter this
// syscall succeeds.
func ExampleErrno() {
	done := make(chan error)
	go func() { // on one thread, to leave the others alone; a program calls Install
		f := seccomp.New(tables.Network())
		f.OnViolation(seccomp.Errno(unix.EPERM))
		if err := f.InstallThread(0); err != nil {
			log.Fatal(err)
		}
		done <- unix.Unshare(0)
	}()
	fmt.Println(<-done)
	// Output: operation not permitted
}
