package seccomp

import "syscall"

// Action is the kernel's reaction to a syscall. The zero Action is [KillProcess].
//
// An Action is the kernel's SECCOMP_RET_* value (seccomp(2)) with bit 31 flipped: a
// stricter action is a smaller number, as in the kernel's signed comparison.
type Action uint32

// signBit turns a SECCOMP_RET_* value into an Action, and back.
const signBit = 1 << 31

// The actions without an operand, strictest first.
const (
	// KillProcess kills the process, like SIGSYS without a handler. Before Linux 4.14 it
	// is KillThread.
	KillProcess Action = 0x80000000 ^ signBit
	// KillThread kills the calling thread. A Go program with a dead thread hangs sooner or
	// later.
	KillThread Action = 0x00000000 ^ signBit
	// Trap sends SIGSYS to the calling thread. A handler may catch it.
	Trap Action = 0x00030000 ^ signBit
	// UserNotify asks the listener of the filter: see [Filter.InstallListener] and package
	// notify. Without a listener the syscall would fail with ENOSYS: Install, InstallThread
	// and Exec refuse such a filter. Since Linux 5.0.
	UserNotify Action = 0x7fc00000 ^ signBit
	// Log logs the syscall and lets it proceed. Since Linux 4.14.
	Log Action = 0x7ffc0000 ^ signBit
	// Allow makes the syscall. It is a result of [Filter.Verdict]: Validate refuses it
	// as the action for violations or unknown numbers.
	Allow Action = 0x7fff0000 ^ signBit
)

const (
	actionErrno Action = 0x00050000 ^ signBit
	actionTrace Action = 0x7ff00000 ^ signBit
	// actionBits selects the action's kind. The other 16 bits are its operand.
	actionBits Action = 0xffff0000
	// actionInvalid is not in actions.
	actionInvalid Action = Allow | 0xffff
	// maxErrno is the highest errno of a failing syscall. The kernel accepts 4095 too, but
	// Go takes that for a result.
	maxErrno = 4094
)

// actionRange holds an action with every operand, as the values first to last, both
// included. mayProceed is true if a listener, a tracer or the kernel may still make the
// syscall.
type actionRange struct {
	first, last Action
	mayProceed  bool
}

// actions lists the actions for a refused syscall, strictest first.
var actions = [...]actionRange{
	{KillProcess, KillProcess, false},
	{KillThread, KillThread, false},
	{Trap, Trap, false},
	{actionErrno + 1, actionErrno + maxErrno, false},
	{UserNotify, UserNotify, true},
	{actionTrace, actionTrace + 0xffff, true},
	{Log, Log, true},
}

// Errno makes the syscall fail with e, 1 to 4094. Validate refuses any other e: 0 looks
// like success, and so does 4095 to Go.
func Errno(e syscall.Errno) Action {
	if e == 0 || e > maxErrno {
		return actionInvalid
	}
	return actionErrno | Action(e)
}

// Trace stops the syscall for the process's tracer, with message as the event's message.
// Without a tracer and its PTRACE_O_TRACESECCOMP the syscall fails with ENOSYS.
func Trace(message uint16) Action { return actionTrace | Action(message) }

// fromReturn returns the action with a SECCOMP_RET_* value.
func fromReturn(value uint32) Action { return Action(value ^ signBit) }

// ret returns a's SECCOMP_RET_* value.
func (a Action) ret() uint32 { return uint32(a ^ signBit) }

// Errno returns the errno of an action made by [Errno], 0 for other actions.
func (a Action) Errno() syscall.Errno {
	if a&actionBits != actionErrno {
		return 0
	}
	return syscall.Errno(a &^ actionBits)
}

// stricter returns the kernel's choice between a and b as the verdicts of two filters. It
// is a if only their operands differ.
func (a Action) stricter(b Action) Action {
	if b&actionBits < a&actionBits {
		return b
	}
	return a
}

// entry returns a's entry in actions, nil if a filter cannot refuse a syscall by a.
func (a Action) entry() *actionRange {
	for i := range actions {
		if r := &actions[i]; r.first <= a && a <= r.last {
			return r
		}
	}
	return nil
}

// mayProceed reports whether a syscall with action a may still be made.
func (a Action) mayProceed() bool {
	e := a.entry()
	return e != nil && e.mayProceed
}
