// Package abi describes the parameters of syscalls: their names, and where and how each
// entry point takes them.
//
// A policy names the parameters of an operation as the kernel does:
//
//	server,clone,errno:EPERM,clone_flags & CLONE_NEWUSER != 0,no user namespaces
//
// The kernel declares clone in three orders, each for some architectures (kernel/fork.c),
// and clone_flags as an unsigned long. It uses the low 32 bits:
//
//	amd64    clone_flags, newsp, parent_tidptr, child_tidptr, tls
//	arm64    clone_flags, newsp, parent_tidptr, tls, child_tidptr
//	s390x    newsp, clone_flags, parent_tidptr, child_tidptr, tls
//
// [Parameters] lists the parameters of the operation, in the order of amd64:
//
//	Parameters("clone")     clone_flags   position 0   flags
//	                        newsp         position 1   integer
//	                        ...
//
// [Find] returns the argument with a parameter on an architecture, and its bits in use:
//
//	Find("clone", "amd64", 0)    argument 0, 32 bits, unsigned
//	Find("clone", "s390x", 0)    argument 1, 32 bits, unsigned
//
// So one row is right on all. There may be further entry points to an operation, and some
// take a parameter where a filter cannot check it:
//
//	Find("mmap", "386", 2)       prot "is behind a pointer"
//	Find("mmap2", "386", 2)      argument 2, 32 bits, unsigned
//	Find("pread64", "arm", 3)    pos "is split over two registers"
//
// Package policy asks for other rows there. It also does for a multiplexer, such as
// socketcall: its arguments are a selector and a pointer. [Selectors] returns the selector
// of an operation:
//
//	Selectors("socketcall", "socket") = 0xffffffff, [1], true
//
// A row for one entry point alone, such as oldfstat or s390x/clone, is about this one's own
// parameters in their own order: see [Entry].
//
// # The data
//
// The syscall tables of the kernel name an entry function for each number, and its
// SYSCALL_DEFINE macro declares the parameters (package kernelsource):
//
//	prototypes.csv    read from the kernel's source by seccompgen update -kernel
//	byhand.csv        functions without the macro, by hand
//
// Two files by hand add what prototypes do not show. Each row names its source:
//
//	review.csv        bits in use, sets of flags, names unfit for conditions
//	differences.csv   parameters with another name, another meaning, or none
//
// Three rules complete them:
//
//   - A parameter has the bits of its type: int has 32, umode_t 16, long and pointers those
//     of a register. A narrower use counts if the kernel drops the upper bits for every
//     value of the other parameters. So the arg of fcntl has all its bits, although some
//     commands take an int.
//   - A parameter has the sign that its operation has on amd64, so that a row means the same
//     everywhere. futimesat of 386 takes dfd as an unsigned int, and passes it on as an int.
//   - A name is the kernel's, with a leading underscore where the kernel has one.
//
// Two differences are left out because a condition cannot see them: the memory at which an
// argument points, such as the older layout of struct stat; and an architecture's values
// of a constant, which a condition writes by name.
//
// make check-prototypes reads a kernel's source in another way, with the kernel's own
// script and a C compiler, and compares.
package abi
