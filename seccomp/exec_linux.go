package seccomp

import (
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Exec installs f on the calling thread and executes the program at path in place
// of the process. Like execve(2), it does not search PATH, argv holds the
// program's own name, and it returns only if it fails. The profile must allow
// execve; all built-in ones do.
//
// What can fail without the filter fails before it is installed, and then nothing
// has changed but no_new_privs. If execve itself fails, the error wraps its errno,
// the calling goroutine stays on a thread that is under f, and the process has lost
// its signal handlers: report the error and exit.
func Exec(f *Filter, path string, argv, env []string) error {
	name, err := syscall.BytePtrFromString(path)
	if err != nil {
		return &kernelError{"execve", unix.EINVAL, false}
	}
	args, err := syscall.SlicePtrFromStrings(argv)
	if err != nil {
		return &kernelError{"execve", unix.EINVAL, false}
	}
	vars, err := syscall.SlicePtrFromStrings(env)
	if err != nil {
		return &kernelError{"execve", unix.EINVAL, false}
	}
	if err := unix.Faccessat(unix.AT_FDCWD, path, unix.X_OK, unix.AT_EACCESS); err != nil {
		return &kernelError{"execve", err.(syscall.Errno), false}
	}
	var buf [maxInstructions]unix.SockFilter
	program, err := f.AppendTo(buf[:0])
	if err != nil {
		return err
	}
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	// Never unlocked once the filter is on: the thread must run nothing else.
	runtime.LockOSThread()
	if err := setNoNewPrivs(); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	restoreFileLimit()
	dropSignalHandlers()
	installed, errno := installAndExec(&prog, name, &args[0], &vars[0])
	if !installed {
		return installError(errno, 0)
	}
	return &kernelError{"execve", errno, false}
}

// installAndExec makes two system calls and nothing between: once the filter is
// on, the runtime must not get to make one that it does not allow.
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

// restoreFileLimit gives the process the limit of open files that it began with.
// Package syscall raises it at start, and lowers it again in its own Exec alone,
// here of a path that is no program.
func restoreFileLimit() {
	_ = syscall.Exec("", nil, nil)
}

// dropSignalHandlers sets every signal that has a handler to its default, as
// execve is about to. A handler that runs after the filter is on ends in
// rt_sigreturn, which a profile need not allow; the Go runtime sends itself SIGURG
// at any time.
func dropSignalHandlers() {
	// A kernel sigaction of any architecture is smaller. It begins with the handler,
	// on mips with the flags; all zero it is the default.
	type sigaction [16]uintptr
	maxSignal, maskSize, handler := 64, 8, 0
	if strings.HasPrefix(runtime.GOARCH, "mips") {
		maxSignal, maskSize, handler = 127, 16, 1
	}
	const ignore = 1 // SIG_IGN, which execve keeps
	for signal := 1; signal <= maxSignal; signal++ {
		var old, none sigaction
		_, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(signal), 0, uintptr(unsafe.Pointer(&old)), uintptr(maskSize), 0, 0)
		if errno == 0 && old[handler] > ignore {
			unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(signal), uintptr(unsafe.Pointer(&none)), 0, uintptr(maskSize), 0, 0)
		}
	}
}
