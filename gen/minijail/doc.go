// Package minijail reads policies of minijail: those of minijail0 -S, and those of its
// compile_seccomp_policy.py, with lists of filters, actions and architectures.
//
// For example, the policy
//
//	openat: 1
//	socket: arg0 == AF_UNIX || arg0 == AF_INET && arg1 & SOCK_CLOEXEC
//	mmap: arg2 in ~PROT_EXEC; return EPERM
//	{bind, listen[arch=x86_64]}: {arg0 == 3; allow, log}
//
// allows openat, and socket if its condition holds. A syscall without a rule, or with no
// true condition, kills the process. "&" is true if any of the bits is set, "in" if no other
// is. A comparison reads the whole register, unsigned.
//
// In "condition; return EPERM" minijail0 returns the errno if the condition is false, and
// compile_seccomp_policy.py if it is true. It has minijail0's meaning in a file without the
// words of the other tool, and is an error with them.
package minijail
