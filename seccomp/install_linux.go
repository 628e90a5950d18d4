package seccomp

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Install installs f on every thread of the process, at once or not at all, and
// sets no_new_privs on all of them. It returns nil only if every thread runs
// under f.
//
// Install holds [syscall.ForkLock], so that no child of package os/exec is between
// fork and execve while the filter spreads. Some code can still run without f: child
// processes that exist already, children in a new user namespace before their
// execve, children forked by C code, and what the kernel does for the process in
// other tasks, as io_uring with IORING_SETUP_SQPOLL.
//
// If a thread has a filter that the others lack, the error is a
// [*ThreadSyncError] and nothing is installed. It is [errors.ErrUnsupported] on
// kernels without seccomp(2) (before 3.17), or built without filters, and where
// the kernel or this package does not know a flag. Any other failure of the kernel
// is a [*KernelError], and [Filter.AppendTo]'s errors are returned as they are.
// After an error, no_new_privs may be set on the calling thread.
func (f *Filter) Install(flags Flags) error {
	syscall.ForkLock.RLock()
	runtime.LockOSThread()
	err := f.install(flags | flagThreadSync)
	runtime.UnlockOSThread()
	syscall.ForkLock.RUnlock()
	return err
}

// InstallThread installs f on the calling thread alone and sets its no_new_privs. On
// success it leaves the goroutine locked to the thread, as [runtime.LockOSThread]
// does, so that the goroutine stays under f and no other goroutine gets there. Never
// unlock it: then the thread ends with the goroutine. A thread or process that this
// thread starts inherits f. The errors are those of [Filter.Install].
func (f *Filter) InstallThread(flags Flags) error {
	runtime.LockOSThread()
	err := f.install(flags &^ flagThreadSync)
	if err != nil {
		runtime.UnlockOSThread()
	}
	return err
}

// install builds and installs the program. The caller has locked the goroutine to its
// thread: no_new_privs is the thread's own, and must be set where seccomp(2) is called.
func (f *Filter) install(flags Flags) error {
	// A flag that makes seccomp(2) return something else on success must not pass.
	if flags&^(FlagLog|FlagSpecAllow|flagThreadSync) != 0 {
		return errFlags
	}
	var buf [maxInstructions]unix.SockFilter
	program, err := f.AppendTo(buf[:0])
	if err != nil {
		return err
	}
	if err := setNoNewPrivs(); err != nil {
		return err
	}
	return load(program, flags)
}

// load hands program to the kernel.
func load(program []unix.SockFilter, flags Flags) error {
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	thread, _, errno := syscall.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, uintptr(flags), uintptr(unsafe.Pointer(&prog)))
	switch {
	case errno != 0:
		return installError(errno, flags)
	case thread != 0:
		return &ThreadSyncError{int(thread)}
	}
	return nil
}

// setNoNewPrivs gives up gaining privileges by execve (Linux 3.5), without which
// only root may install a filter.
func setNoNewPrivs() error {
	_, _, errno := syscall.Syscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	if errno != 0 {
		return &KernelError{"prctl(PR_SET_NO_NEW_PRIVS)", errno, errno == unix.EINVAL}
	}
	return nil
}

// installError tells a kernel that cannot from a filter that it does not want.
func installError(errno unix.Errno, flags Flags) error {
	unsupported := errno == unix.ENOSYS
	if errno == unix.EINVAL {
		// Without a program the kernel fails with EFAULT if it knows the flags, and
		// with EINVAL if it does not or has no filters.
		_, _, probe := syscall.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, uintptr(flags), 0)
		unsupported = probe == unix.EINVAL
	}
	return &KernelError{"seccomp(2)", errno, unsupported}
}
