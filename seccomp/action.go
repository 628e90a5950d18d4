package seccomp

import "syscall"

// Action is what the kernel does with a syscall that a filter refuses. The zero
// Action is [KillProcess].
//
// An Action is the kernel's SECCOMP_RET_* value (seccomp(2)) with bit 31 flipped.
// So a stricter action is a smaller number: the kernel compares its values as
// signed ones.
type Action uint32

// signBit turns a SECCOMP_RET_* value into an Action, and back.
const signBit = 1 << 31

// The actions without data, strictest first.
const (
	// KillProcess kills the process, as SIGSYS does where nothing handles it. Before
	// Linux 4.14 it is KillThread.
	KillProcess Action = 0x80000000 ^ signBit
	// KillThread kills the calling thread alone. A Go program with a dead thread
	// hangs sooner or later.
	KillThread Action = 0x00000000 ^ signBit
	// Trap sends SIGSYS to the calling thread, where it can be handled.
	Trap Action = 0x00030000 ^ signBit
	// UserNotify asks the listener of the filter. Without a listener the syscall
	// fails with ENOSYS, and Install makes none: a listener is the result of
	// seccomp(2) with SECCOMP_FILTER_FLAG_NEW_LISTENER and the program of
	// [Filter.AppendTo]. Since Linux 5.0.
	UserNotify Action = 0x7fc00000 ^ signBit
	// Log makes the syscall and logs it. Since Linux 4.14.
	Log Action = 0x7ffc0000 ^ signBit
)

const (
	actionErrno Action = 0x00050000 ^ signBit
	actionTrace Action = 0x7ff00000 ^ signBit
	actionAllow Action = 0x7fff0000 ^ signBit
	// actionBits name the action. The other 16 bits are its data.
	actionBits Action = 0xffff0000
	// actionInvalid is refused by Validate.
	actionInvalid Action = actionAllow | 0xffff
	// maxErrno is the highest errno that arrives. The kernel accepts 4095 too, but
	// Go takes that for a result.
	maxErrno = 4094
)

// Errno makes the syscall fail with e, 1 to 4094. Validate refuses any other e: 0
// looks like success, and so does 4095 to Go.
func Errno(e syscall.Errno) Action {
	if e == 0 || e > maxErrno {
		return actionInvalid
	}
	return actionErrno | Action(e)
}

// Trace stops the syscall for the process's tracer, with message as the event's
// message. Without a tracer that asked for such events (PTRACE_O_TRACESECCOMP) the
// syscall fails with ENOSYS.
func Trace(message uint16) Action { return actionTrace | Action(message) }

// fromReturn returns the action with a SECCOMP_RET_* value.
func fromReturn(value uint32) Action { return Action(value ^ signBit) }

// ret returns a's SECCOMP_RET_* value.
func (a Action) ret() uint32 { return uint32(a ^ signBit) }

// stricter returns the action of a and b that the kernel would choose between two
// filters. If they differ in their data alone, it is a.
func (a Action) stricter(b Action) Action {
	if b&actionBits < a&actionBits {
		return b
	}
	return a
}

// mayProceed reports whether the kernel, a tracer or a listener may still make the
// syscall.
func (a Action) mayProceed() bool { return a >= UserNotify }

// valid reports whether a filter may refuse a syscall by a.
func (a Action) valid() bool {
	switch a {
	case KillProcess, KillThread, Trap, UserNotify, Log:
		return true
	}
	return a > actionErrno && a <= actionErrno+maxErrno || a&actionBits == actionTrace
}
