package seccomp

import (
	"errors"
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// Exec installs f on the calling thread and executes the program at path in place of the
// process. Like execve(2), it does not search PATH, argv begins with the program's name,
// and it returns only on failure. To keep the process, start it again under another
// argument and call Exec there.
//
// The program inherits no ignored signals, other than SIGHUP and SIGINT: the Go runtime
// takes the others over.
//
// An invalid filter, a filter without execve or with [UserNotify], and a path without an
// executable file are errors before any change. A [*KernelError] of seccomp(2) or execve(2)
// comes later: the process has lost its signal handlers and its limit of open files, and
// after execve(2) the calling goroutine stays on a thread under f. Report the error, if f
// allows it, and exit.
func Exec(f *Filter, path string, argv, env []string) error {
	name, args, vars, err := execArguments(path, argv, env)
	if err != nil {
		return execError(err)
	}
	if err := executable(path); err != nil {
		return execError(err)
	}
	return f.withProgram(func(program []unix.SockFilter) error {
		if notifies(program) {
			return errNoListener
		}
		if !f.mayExec() {
			return errNoExec
		}
		return execUnder(program, name, &args[0], &vars[0])
	})
}

// execUnder installs program on the calling thread and makes execve(2).
func execUnder(program []unix.SockFilter, name *byte, args, vars **byte) error {
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	// Not unlocked under the filter: the thread must run nothing else.
	runtime.LockOSThread()
	if err := setNoNewPrivs(); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	restoreFileLimit()
	dropSignalHandlers()
	installed, errno := installAndExec(&prog, name, args, vars)
	if !installed {
		return installError(errno, 0)
	}
	return execError(errno)
}

// mayExec reports whether execve(2) may proceed under f for some arguments.
func (f *Filter) mayExec() bool {
	if f.Allowed(tables.SYS_EXECVE) {
		return true
	}
	own, overridden := f.profile.Overrides(tables.SYS_EXECVE)
	if overridden && !f.blocked.has(tables.SYS_EXECVE) {
		return fromReturn(own).mayProceed()
	}
	return f.blockedAction(own, overridden).mayProceed()
}

// executable returns an error unless execve(2) may find a program at path.
func executable(path string) error {
	if err := unix.Faccessat(unix.AT_FDCWD, path, unix.X_OK, unix.AT_EACCESS); err != nil {
		return err
	}
	var file unix.Stat_t
	if err := unix.Stat(path, &file); err != nil {
		return err
	}
	if file.Mode&unix.S_IFMT != unix.S_IFREG {
		return unix.EACCES
	}
	return nil
}

// execArguments returns the arguments of execve(2) in the kernel's form.
func execArguments(path string, argv, env []string) (name *byte, args, vars []*byte, err error) {
	if name, err = syscall.BytePtrFromString(path); err != nil {
		return
	}
	if args, err = syscall.SlicePtrFromStrings(argv); err != nil {
		return
	}
	vars, err = syscall.SlicePtrFromStrings(env)
	return
}

// execError returns the error of an execve that failed, or would fail, with err.
func execError(err error) error {
	var errno syscall.Errno
	errors.As(err, &errno)
	return &KernelError{"execve(2)", errno, false}
}

// installAndExec makes two syscalls and nothing between: under the filter, the runtime must
// make no syscall of its own.
//
//go:nosplit
func installAndExec(prog *unix.SockFprog, name *byte, args, vars **byte) (installed bool, errno unix.Errno) {
	_, _, errno = unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(prog)))
	if errno != 0 {
		return false, errno
	}
	_, _, errno = unix.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(args)), uintptr(unsafe.Pointer(vars)))
	return true, errno
}

// restoreFileLimit restores the process's first limit of open files. Package syscall raises
// it at start, and lowers it only in its own Exec, here of an empty path.
func restoreFileLimit() {
	_ = syscall.Exec("", nil, nil)
}

// dropSignalHandlers sets every signal with a handler to its default, before execve does. A
// handler under the filter would end in rt_sigreturn, and a profile may refuse it. The Go
// runtime sends itself SIGURG at any time.
func dropSignalHandlers() {
	// A kernel sigaction of any architecture is smaller. It begins with the handler, on
	// mips with the flags. All zero it is the default.
	type sigaction [16]uintptr
	maxSignal, maskSize, handler := 64, 8, 0
	if strings.HasPrefix(runtime.GOARCH, "mips") {
		maxSignal, maskSize, handler = 128, 16, 1
	}
	const ignore = 1 // SIG_IGN: execve keeps it
	for signal := 1; signal <= maxSignal; signal++ {
		var old, none sigaction
		_, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(signal), 0, uintptr(unsafe.Pointer(&old)), uintptr(maskSize), 0, 0)
		if errno == 0 && old[handler] > ignore {
			unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(signal), uintptr(unsafe.Pointer(&none)), 0, uintptr(maskSize), 0, 0)
		}
	}
}
