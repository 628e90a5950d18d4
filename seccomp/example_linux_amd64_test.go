package seccomp_test

import (
	"fmt"
	"log"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// A deny-list: all but two system calls, which fail with EPERM.
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

// One thread gives up a system call. The goroutine never unlocks it, so the thread
// ends with the goroutine.
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
