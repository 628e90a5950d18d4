package seccomp

import (
	"strconv"

	"golang.org/x/sys/unix"
)

// words holds the words of policies for actions without their operands. Allow has none there.
var words = [...]struct {
	kind Action
	word string
}{
	{KillProcess, "kill"},
	{KillThread, "kill-thread"},
	{Trap, "trap"},
	{actionErrno, "errno:"},
	{UserNotify, "notify"},
	{actionTrace, "trace:"},
	{Log, "log"},
	{Allow, "allow"},
}

// String returns a in the form of a policy: kill, errno:EPERM, trace:7. [Allow] is allow.
func (a Action) String() string {
	if a.entry() == nil && a != Allow {
		return "invalid action 0x" + strconv.FormatUint(uint64(a), 16)
	}
	i := 0
	for words[i].kind != a&actionBits {
		i++
	}
	return words[i].word + a.operand()
}

// operand returns the errno of a, or its message for a tracer, "" for other actions.
func (a Action) operand() string {
	switch a & actionBits {
	case actionErrno:
		if name := unix.ErrnoName(a.Errno()); name != "" {
			return name
		}
		return strconv.Itoa(int(a.Errno()))
	case actionTrace:
		return strconv.Itoa(int(a &^ actionBits))
	}
	return ""
}
