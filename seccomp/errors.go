package seccomp

import (
	"errors"
	"strconv"
	"syscall"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// filterError is what is wrong with a filter. Its methods are those of a pointer:
// the linker keeps a value's twice.
type filterError struct{ text string }

// The errors are compared, and never changed.
var (
	errNoProfile   = &filterError{"seccomp: the filter has no profile"}
	errEmpty       = &filterError{"seccomp: the filter allows no system call"}
	errAction      = &filterError{"seccomp: an action is not valid: expected one of this package's, and Errno with 1 to 4094"}
	errNoCall      = &filterError{"seccomp: no system call of this architecture can have the number"}
	errMultiplexed = &filterError{"seccomp: this architecture reaches the operation through a multiplexer alone, which must be allowed itself"}
	errTooMany     = &filterError{"seccomp: the profile has more than the 64 selectors of multiplexers, or tables.CompatSize calls, that a filter can block"}
	errNoExec      = &filterError{"seccomp: the filter does not allow execve, by which the program is executed"}
	errFlags       = &filterError{"seccomp: a flag is not one of this package's"}
	errTooLong     = &filterError{"seccomp: the program is longer than the 4096 instructions that the kernel takes"}
	errUnsupported = &filterError{"seccomp: not supported on this system"}
)

func (e *filterError) Error() string { return e.text }

// Is reports whether e is target, where target may be [errors.ErrUnsupported].
func (e *filterError) Is(target error) bool {
	return (e == errUnsupported || e == errFlags) && target == errors.ErrUnsupported
}

// CallError is a system call that Allow or Block could not take.
//
// Its message has the number and not the name, so that programs which do not ask
// for names do not hold them: they are 10 KB.
type CallError struct {
	// call is no tables.Syscall, whose String the linker would have to keep. Of
	// whole words, two errors compare without a function of their own.
	call uintptr
	why  *filterError
}

// Call returns the system call.
func (e *CallError) Call() tables.Syscall { return tables.Syscall(e.call) }

func (e *CallError) Error() string {
	return e.why.text + ": " + strconv.FormatInt(int64(e.call), 10)
}

// KernelError is a system call of installing or executing that failed.
type KernelError struct {
	// Call is the system call: prctl(PR_SET_NO_NEW_PRIVS), seccomp(2) or execve(2).
	Call string
	// Errno is how it failed.
	Errno syscall.Errno

	// unsupported says that this kernel cannot do it at all.
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

// Is reports whether target is [errors.ErrUnsupported] and this kernel cannot do
// what was asked.
func (e *KernelError) Is(target error) bool {
	return e.unsupported && target == errors.ErrUnsupported
}

// ThreadSyncError says that a thread has a filter which the new one does not
// follow, so that the kernel installed the new one nowhere.
type ThreadSyncError struct {
	// ThreadID is the ID of such a thread.
	ThreadID int
}

func (e *ThreadSyncError) Error() string {
	return "seccomp: seccomp(2): thread " + strconv.Itoa(e.ThreadID) + " cannot be synchronised, nothing was installed"
}
