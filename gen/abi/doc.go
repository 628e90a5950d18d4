// Package abi describes where each syscall takes its arguments.
//
// A policy names an argument by its position in the operation: arg0 to arg5, in the
// order of the kernel's prototype on a 64-bit machine and of section 2 of the manual.
// amd64 is the reference. An entry point on another architecture may take an argument
// in another register, in halves, from memory, or not at all. A condition on such an
// argument would test the wrong value there. [Carried] reports it, and package policy
// rejects the condition.
//
// For example, this rule allows local sockets only:
//
//	server,socket,,uint32(arg0) == AF_UNIX,only local sockets
//
// arg0 of socket is an int, the address family. The kernel reads its low 32 bits, so
// the rule converts it to uint32. These entry points reach the operation:
//
//	architecture   entry point   family
//	amd64          socket        arg0
//	386            socket        arg0
//	386            socketcall    in memory, behind arg1; arg0 is the selector 1
//
// Carried("socket", "386", 0) is true: the condition holds for both sockets as it
// stands. socketcall is a multiplexer. [Selectors] finds socket in it:
//
//	Selectors("socketcall", "socket") = 0xffffffff, [1], true
//
// A filter cannot read memory, so the condition cannot be checked there, and
// package policy asks for a row "-socketcall". A rule without a condition needs only
// the selector.
//
// The data are four files. prototypes.csv holds the prototypes of the kernel's entry
// functions, as SYSCALL_DEFINE declares them. byhand.csv holds those without the macro.
// review.csv adds facts about parameters: the bits in use, sets of flags. differences.csv
// lists the parameters of entry points with another name, another meaning, or none.
// Two differences are left out because a condition cannot see them: the memory at which an
// argument points, such as the older layout of struct stat; and an architecture's values
// of a constant, which a condition writes by name.
package abi
