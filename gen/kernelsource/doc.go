// Package kernelsource reads the prototypes of syscalls from a kernel source tree, for
// every architecture of Linux. seccompgen update -kernel runs it.
//
// Two parts of the tree are joined. The syscall tables give the entry function of a
// number (arch/x86/entry/syscalls/syscall_32.tbl):
//
//	90	i386	mmap	sys_old_mmap	compat_sys_ia32_mmap
//	120	i386	clone	sys_clone	compat_sys_ia32_clone
//
// The SYSCALL_DEFINE macros give the parameters of an entry function. There may be several
// for one function, in files of different architectures or in branches of one file
// (kernel/fork.c):
//
//	#ifdef CONFIG_CLONE_BACKWARDS
//	SYSCALL_DEFINE5(clone, unsigned long, clone_flags, unsigned long, newsp,
//			 int __user *, parent_tidptr,
//			 unsigned long, tls,
//			 int __user *, child_tidptr)
//	#elif defined(CONFIG_CLONE_BACKWARDS2)
//	SYSCALL_DEFINE5(clone, unsigned long, newsp, unsigned long, clone_flags,
//
// arch/x86/Kconfig selects CLONE_BACKWARDS for 386, so [Tree.Prototypes] returns for it
//
//	mmap   old_mmap  mm/mmap.c      struct mmap_arg_struct *arg
//	clone  clone     kernel/fork.c  unsigned long clone_flags; unsigned long newsp; ...
//
// A function without a macro, such as one in assembly, needs a row by hand: see package
// abi. A table without the number of syscalls.csv is an older kernel's; such syscalls keep
// the prototypes they have.
package kernelsource
