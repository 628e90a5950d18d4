package seccomp

import (
	"errors"
	"strconv"
	"syscall"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// filterError is a fault of a filter. Its methods have a pointer receiver: the linker keeps
// those of a value twice.
type filterError struct{ text string }

// The errors are compared by pointer, and never changed.
var (
	errNoProfile   = &filterError{"seccomp: the filter has no profile"}
	errEmpty       = &filterError{"seccomp: the filter allows no syscall"}
	errAction      = &filterError{"seccomp: invalid action; use those of this package, and Errno with 1 to 4094"}
	errNoCall      = &filterError{"seccomp: no syscall of this architecture can have the number"}
	errAbsent      = &filterError{"seccomp: the syscall does not exist on this architecture; see its EntryPoints"}
	errArguments   = &filterError{"seccomp: a syscall has at most 6 arguments"}
	errProgram     = &filterError{"seccomp: the profile's program has an instruction unknown to Verdict"}
	errMultiplexed = &filterError{"seccomp: only a multiplexer reaches the operation on this architecture; allow the multiplexer"}
	errTooMany     = &filterError{"seccomp: the profile has more than 64 selectors, or tables.CompatSize syscalls of the companion ABI"}
	errNoExec      = &filterError{"seccomp: the filter does not allow execve"}
	errNoListener  = &filterError{"seccomp: without a listener the syscalls under UserNotify fail with ENOSYS; use InstallListener or InstallThreadListener"}
	errFlags       = &filterError{"seccomp: unknown flag"}
	errTooLong     = &filterError{"seccomp: the program is longer than the kernel's limit of 4096 instructions"}
	errUnsupported = &filterError{"seccomp: not supported on this system"}
)

func (e *filterError) Error() string { return e.text }

// Is reports whether e is target, where target may be [errors.ErrUnsupported].
func (e *filterError) Is(target error) bool {
	return (e == errUnsupported || e == errFlags) && target == errors.ErrUnsupported
}

// CallError is a syscall without effect in Allow or Block, or without a number for Verdict:
// see [Filter.Validate] and [Filter.Verdict].
//
// Its message has the number, not the name: names would add 10 KB to every program.
type CallError struct {
	// call is not a tables.Syscall: the linker would keep its String. Two errors of whole
	// words compare without a generated function.
	call uintptr
	why  *filterError
}

// Call returns the syscall.
func (e *CallError) Call() tables.Syscall { return tables.Syscall(e.call) }

func (e *CallError) Error() string {
	return e.why.text + ": " + strconv.FormatInt(int64(e.call), 10)
}

// KernelError is a failed syscall of Install, InstallThread, their variants for a listener,
// or Exec.
type KernelError struct {
	// Call is the syscall: prctl(PR_SET_NO_NEW_PRIVS), seccomp(2), execve(2), or
	// seccomp(SECCOMP_GET_NOTIF_SIZES).
	Call string
	// Errno is its error.
	Errno syscall.Errno

	// unsupported is true if this kernel lacks the syscall, filters or a flag.
	unsupported bool
}

func (e *KernelError) Error() string {
	s := "seccomp: " + e.Call + ": " + e.Errno.Error()
	if e.unsupported {
		s += " (not supported by this kernel)"
	}
	return s
}

// Unwrap returns the errno.
func (e *KernelError) Unwrap() error { return e.Errno }

// Is reports whether target is [errors.ErrUnsupported] and this kernel lacks the syscall,
// filters or a flag.
func (e *KernelError) Is(target error) bool {
	return e.unsupported && target == errors.ErrUnsupported
}

// ThreadSyncError names a thread with a filter of its own. It kept the kernel from
// installing the new filter on any thread.
type ThreadSyncError struct {
	// ThreadID is the ID of the thread, one of several perhaps; 0 from
	// [Filter.InstallListener].
	ThreadID int
}

func (e *ThreadSyncError) Error() string {
	thread := "a thread"
	if e.ThreadID != 0 {
		thread = "thread " + strconv.Itoa(e.ThreadID)
	}
	return "seccomp: seccomp(2): " + thread + " has a filter of its own; nothing was installed"
}
