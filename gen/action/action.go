// Package action describes the return values of a seccomp program: what the kernel
// does with a syscall (include/uapi/linux/seccomp.h, seccomp(2)).
//
// A return value is an action in the upper 16 bits and its data in the lower 16: for
// errno:EPERM 0x00050001, SECCOMP_RET_ERRNO with 1. Where several filters decide one
// syscall the kernel takes the strictest action, in the order of the constants here.
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

// MayProceed reports whether a syscall may still be made: by the kernel after Allow and
// Log, at the will of a tracer or a listener after Trace and Notify.
func MayProceed(value uint32) bool { return int32(value) >= Notify }
