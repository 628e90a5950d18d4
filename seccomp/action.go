package seccomp

import "syscall"

// Action is what happens on a call that a filter does not allow: a value of
// SECCOMP_RET_* with its data (seccomp(2)).
type Action uint32

// The actions without data.
const (
	// KillProcess ends the whole process as by SIGSYS, which cannot be caught.
	// Since Linux 4.14; before, it is KillThread.
	KillProcess Action = 0x80000000
	// KillThread ends the calling thread alone. A Go program that loses a thread
	// hangs sooner or later.
	KillThread Action = 0x00000000
	// Trap sends the calling thread SIGSYS, which it may catch.
	Trap Action = 0x00030000
	// UserNotify asks the listener of this filter, and fails with ENOSYS where there
	// is none, as under Install: a listener is the result of seccomp(2) with
	// SECCOMP_FILTER_FLAG_NEW_LISTENER, given the program of [Filter.AppendTo].
	// Since Linux 5.0.
	UserNotify Action = 0x7fc00000
	// Log makes the call and logs it. Since Linux 4.14.
	Log Action = 0x7ffc0000
)

const (
	actionErrno Action = 0x00050000
	actionTrace Action = 0x7ff00000
	// actionMask is the bits that say which action it is, the others are its data.
	actionMask Action = 0xffff0000
	// actionInvalid is no action: Validate refuses it.
	actionInvalid Action = 0xffffffff
	// maxErrno is the highest error number that arrives: the kernel hands on 4095 too,
	// but Go takes that for a result.
	maxErrno = 4094
)

// Errno makes the call fail with e, 1 to 4094. It is the type of x/sys/unix as
// well. Validate refuses any other e: 0 would make the call look done, as would
// 4095 to Go.
func Errno(e syscall.Errno) Action {
	if e == 0 || e > maxErrno {
		return actionInvalid
	}
	return actionErrno | Action(e)
}

// Trace stops the call for the process's tracer, with message as the event's. It
// fails with ENOSYS where there is no tracer that asked for such events
// (PTRACE_O_TRACESECCOMP).
func Trace(message uint16) Action { return actionTrace | Action(message) }

// proceeds reports whether a call that meets a may be made all the same.
func (a Action) proceeds() bool { return a >= UserNotify && a < KillProcess }

// valid reports whether a is an action that a filter may return for a call that
// it does not allow.
func (a Action) valid() bool {
	switch a {
	case KillProcess, KillThread, Trap, UserNotify, Log:
		return true
	}
	return a > actionErrno && a <= actionErrno+maxErrno || a&actionMask == actionTrace
}
