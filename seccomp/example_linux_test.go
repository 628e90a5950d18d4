package seccomp_test

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/webserver"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func ExampleFilter_Block() {
	f := seccomp.New(tables.Network())
	f.Block(tables.SYS_EXECVE, tables.SYS_EXECVEAT)
	fmt.Println(f.Allowed(tables.SYS_EXECVE), f.Allowed(tables.SYS_SOCKET))
	// Output: false true
}

func ExampleFilter_Allow() {
	f := seccomp.New(tables.Essential())
	f.Allow(tables.SYS_GETRUSAGE)
	f.Block(tables.SYS_EXECVE)
	// Block wins, before and after.
	f.Allow(tables.SYS_EXECVE)
	fmt.Println(f.Allowed(tables.SYS_GETRUSAGE), f.Allowed(tables.SYS_EXECVE))
	// Output: true false
}

func ExampleFilter_All() {
	f := seccomp.New(tables.Essential())
	for s := range f.All() {
		if s == tables.SYS_OPENAT {
			fmt.Println(s)
		}
	}
	// Output: openat
}

func ExampleFilter_Blocked() {
	f := seccomp.New(tables.Network())
	f.Block(tables.SYS_GETTID)
	for s := range f.Blocked() {
		fmt.Println(s)
	}
	// Output: gettid
}

func ExampleFilter_OnViolation() {
	f := seccomp.New(tables.Minimal())
	f.OnViolation(seccomp.Errno(unix.EPERM))
	fmt.Println(f.Violation() == seccomp.Errno(unix.EPERM))
	// Output: true
}

func ExampleFilter_OnUnknown() {
	f := seccomp.New(tables.Minimal())
	// A syscall newer than the baseline fails with ENOSYS, unless:
	f.OnUnknown(seccomp.KillProcess)
	fmt.Println(f.Validate())
	// Output: <nil>
}

func ExampleFilter_Validate() {
	var f seccomp.Filter
	fmt.Println(f.Validate())
	// Output: seccomp: the filter has no profile
}

// A unit test can assert that a filter refuses socket(AF_ALG), an interface with a history
// of kernel bugs, and that it still allows socket(AF_INET).
func ExampleFilter_Verdict() {
	f := seccomp.New(webserver.Webserver())
	f.Block(tables.SYS_GETPGID)
	for _, family := range []uintptr{unix.AF_ALG, unix.AF_INET} {
		fmt.Println(f.Verdict(tables.SYS_SOCKET, family, unix.SOCK_STREAM))
	}
	fmt.Println(f.Verdict(tables.SYS_GETPGID))
	// Output:
	// errno:EPERM <nil>
	// allow <nil>
	// errno:EPERM <nil>
}

func ExampleFilter_AppendTo() {
	f := seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_PTRACE)
	// The kernel accepts up to 4096 instructions. A few dozen are usual.
	var buf [4096]unix.SockFilter
	program, err := f.AppendTo(buf[:0])
	fmt.Println(len(program) > 4, err)
	// Output: true <nil>
}

func ExampleThreadSyncError() {
	var err error = &seccomp.ThreadSyncError{ThreadID: 42}
	var sync *seccomp.ThreadSyncError
	if errors.As(err, &sync) {
		fmt.Println("thread", sync.ThreadID, "has a filter of its own")
	}
	// Output: thread 42 has a filter of its own
}

// Under user-mode qemu no filter can be installed: its seccomp(2) fails with ENOSYS. Here a
// first filter makes it fail so everywhere.
func ExampleKernelError() {
	done := make(chan error)
	go func() {
		f := seccomp.New(tables.AllowAll())
		f.Block(tables.SYS_SECCOMP)
		f.OnViolation(seccomp.Errno(unix.ENOSYS))
		_ = f.InstallThread(0) // fails under qemu
		done <- f.InstallThread(0)
	}()
	err := <-done
	fmt.Println(err)
	fmt.Println(errors.Is(err, errors.ErrUnsupported))
	// Output:
	// seccomp: seccomp(2): function not implemented (not supported by this kernel)
	// true
}

func ExampleKernelError_exec() {
	f := seccomp.New(tables.Minimal())
	err := seccomp.Exec(&f, "/no/such/program", []string{"program"}, nil)
	var kernel *seccomp.KernelError
	if errors.As(err, &kernel) {
		fmt.Println(kernel.Call, kernel.Errno, errors.Is(err, unix.ENOENT))
	}
	// Output: execve(2) no such file or directory true
}

func ExampleCallError() {
	f := seccomp.New(tables.Minimal())
	f.Block(tables.Syscall(1 << 30))
	var call *seccomp.CallError
	if errors.As(f.Validate(), &call) {
		fmt.Println(call.Call())
	}
	// Output: syscall(1073741824)
}
