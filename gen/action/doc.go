// Package action describes the return values of a seccomp program: what the kernel
// does with a syscall (include/uapi/linux/seccomp.h, seccomp(2)).
//
// A return value is an action in the upper 16 bits and its operand in the lower 16. For
// example, a policy
//
//	server,socket,,family == AF_UNIX,only local sockets
//	server,violation,errno:EPERM,,refuse without a kill
//
// compiles to a program with these returns for socket:
//
//	0x7fff0000  Allow          arg0 is AF_UNIX
//	0x00050001  Errno | EPERM  any other family: the syscall returns -1
//
// A process can have several filters, and the kernel runs all of them on each syscall.
// The strictest action wins, in the order of [All]: if another filter returns
// Trap for the same socket, the kernel sends SIGSYS. As signed numbers the return values
// are in this order too: KillProcess is the lowest, Allow the highest. See [Stricter].
//
// After Allow and Log the kernel makes the syscall. After Trace and Notify another
// process decides. After the other actions the syscall is not made. See [MayProceed].
//
// [All] is the one table of the generator: the actions that a policy may name, their
// spelling in listings and in help, and the range of their operands follow from it.
package action
