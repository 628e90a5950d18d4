package action

// The actions, strictest first.
const (
	KillProcess = 0x80000000
	KillThread  = 0x00000000
	Trap        = 0x00030000
	Errno       = 0x00050000
	Notify      = 0x7fc00000
	Trace       = 0x7ff00000
	Log         = 0x7ffc0000
	Allow       = 0x7fff0000
)

// Stricter returns the stricter of two return values: the lower one as a signed number,
// as the kernel compares actions (kernel/seccomp.c).
func Stricter(a, b uint32) uint32 { return uint32(min(int32(a), int32(b))) }

// MayProceed reports whether a syscall may be made: always after Allow and Log, and after
// Trace and Notify if the tracer or the listener lets it.
func MayProceed(value uint32) bool { return int32(value) >= Notify }
