package seccomp

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Install installs f on every thread of the process, at once or not at all, and sets
// no_new_privs on all of them: setuid programs run without their privileges. It returns nil
// only if every thread runs under f. f stays for good, and child processes inherit it. A
// second Install needs seccomp(2) to be allowed.
//
// Install holds [syscall.ForkLock]: no child of package os/exec is between fork and execve
// while the filter spreads. Some code still runs without f: existing child processes,
// children in a new user namespace before their execve, children forked by C code, and the
// kernel's work in other tasks, such as io_uring with IORING_SETUP_SQPOLL.
//
// If a thread has a filter of its own, the error is a [*ThreadSyncError] and nothing is
// installed. [errors.Is] finds [errors.ErrUnsupported] on kernels before 3.17 or without
// filters, under user-mode qemu, and for a flag unknown to the kernel or to this package.
// Other failures of the kernel are a [*KernelError]. Errors of [Filter.AppendTo] are
// returned unchanged. A filter with [UserNotify] is an error: see [Filter.InstallListener].
// After an error, no_new_privs may be set on the calling thread.
func (f *Filter) Install(flags Flags) error {
	syscall.ForkLock.RLock()
	runtime.LockOSThread()
	err := f.install(flags | flagThreadSync)
	runtime.UnlockOSThread()
	syscall.ForkLock.RUnlock()
	return err
}

// InstallThread installs f on the calling thread alone and sets its no_new_privs. On success
// it leaves the goroutine locked to the thread, like [runtime.LockOSThread]: the goroutine
// stays under f, and no other goroutine runs there. Never unlock it: then the thread ends
// with the goroutine. Threads and processes started by this thread inherit f. The errors
// are those of [Filter.Install].
func (f *Filter) InstallThread(flags Flags) error {
	runtime.LockOSThread()
	err := f.install(flags &^ flagThreadSync)
	if err != nil {
		runtime.UnlockOSThread()
	}
	return err
}

// install builds and installs the program. The caller has locked the goroutine to its
// thread: no_new_privs belongs to a thread, and seccomp(2) needs it there.
func (f *Filter) install(flags Flags) error {
	// Some flags make seccomp(2) return something else on success.
	if flags&^(FlagLog|FlagSpecAllow|flagThreadSync) != 0 {
		return errFlags
	}
	return f.withProgram(func(program []unix.SockFilter) error {
		if notifies(program) {
			return errNoListener
		}
		if err := setNoNewPrivs(); err != nil {
			return err
		}
		prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
		thread, _, errno := syscall.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, uintptr(flags), uintptr(unsafe.Pointer(&prog)))
		switch {
		case errno != 0:
			return installError(errno, flags)
		case thread != 0:
			return &ThreadSyncError{int(thread)}
		}
		return nil
	})
}

// setNoNewPrivs gives up gaining privileges by execve (Linux 3.5). Otherwise only root may
// install a filter.
func setNoNewPrivs() error {
	_, _, errno := syscall.Syscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	if errno != 0 {
		return &KernelError{"prctl(PR_SET_NO_NEW_PRIVS)", errno, errno == unix.EINVAL}
	}
	return nil
}

// installError distinguishes a kernel without support from a refused filter.
func installError(errno unix.Errno, flags Flags) error {
	unsupported := errno == unix.ENOSYS
	if errno == unix.EINVAL {
		unsupported = !known(flags)
	}
	return &KernelError{"seccomp(2)", errno, unsupported}
}

// known reports whether the kernel has filters and the flags. Without a program it then
// fails with EFAULT, else with EINVAL.
func known(flags Flags) bool {
	_, _, errno := syscall.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, uintptr(flags), 0)
	return errno != unix.EINVAL
}
