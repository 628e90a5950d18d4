package abi

import "slices"

// Sources: the kernel's syscall tables (arch/*/kernel/syscalls/*.tbl and the like;
// scripts/syscall.tbl for arm64, loong64 and riscv64) give the entry function of each
// number, and its SYSCALL_DEFINE gives the arguments. File names in this file are
// paths in the kernel.

// The reasons, worded to follow "argI".
const (
	behindPointer = "is behind a pointer"
	elsewhere     = "is at another place"
	missing       = "does not exist"
	split         = "is split over two registers"
	upperHalf     = "is the upper half of arg3"
	inPages       = "is in units of pages"
	sixteenBits   = "has 16 bits"
	versioned     = "may have the flag IPC_64 in it"
	onStack       = "is on the stack, where another thread can change it unseen"
	maybeOnStack  = "may be on the stack, where another thread can change it unseen"
)

// Groups of architectures.
const (
	bits32 = "386 arm mips mipsle ppc"
	mipses = "mips mips64 mips64le mipsle"
)

// exceptions lists all of them. Of several for one argument the first gives the reason.
var exceptions = slices.Concat(packed, cloneOrder, fewer, other, order, wide, narrow, ofTheirOwn, inMemory)

// packed lists syscalls with a single argument, a pointer to a block of the others:
// old_mmap (mm/mmap.c) and old_select (fs/select.c).
//
// mips is not among them: its 4090 is mips_mmap, with registers
// (arch/mips/kernel/syscall.c). ppc64 refuses select (sys_ni_syscall), and s390x takes
// it in registers. The select of ppc exists on a ppc64 kernel since 6.2.
var packed = []exception{
	{"386 s390x", "mmap", []int{0, 1, 2, 3, 4, 5}, behindPointer},
	{"386 ppc", "select", []int{0, 1, 2, 3, 4}, behindPointer},
}

// cloneOrder lists the orders of clone other than flags, stack, parent_tid, child_tid,
// tls (kernel/fork.c). CONFIG_CLONE_BACKWARDS puts tls before child_tid,
// CLONE_BACKWARDS2 puts stack before flags; arch/*/Kconfig selects them. loong64
// selects neither; CLONE_BACKWARDS3 is for microblaze only.
var cloneOrder = []exception{
	{"386 arm arm64 mips mips64 mips64le mipsle ppc ppc64 ppc64le riscv64", "clone", []int{3, 4}, elsewhere},
	{"s390x", "clone", []int{0, 1}, elsewhere},
}

// fewer lists variants with fewer arguments. Most are older and lack flags or the size
// of a signal set (kernel/signal.c, fs/eventfd.c, fs/signalfd.c,
// fs/notify/inotify/inotify_user.c, fs/namespace.c, net/socket.c, kernel/time/time.c).
var fewer = []exception{
	{everywhere, "eventfd stime umount", []int{1}, missing},
	{everywhere, "inotify_init", []int{0}, missing},
	{everywhere, "recv send", []int{4, 5}, missing},
	{everywhere, "sigaction signalfd sigprocmask", []int{3}, missing},
	{everywhere, "sigpending sigsuspend", []int{1}, missing},
	{everywhere, "signal", []int{2, 3}, missing},
	{everywhere, "waitpid", []int{3}, missing},
}

// other lists variants with another argument at the position, or with other units.
//
// The old sigsuspend takes a mask, not a pointer to a mask: as arg2 on 386, arm and
// s390x (CONFIG_OLD_SIGSUSPEND3), as arg0 in the entry of ppc64 for 32-bit programs.
// mips takes the pointer (arch/mips/kernel/signal.c).
//
// mmap2 counts its offset in units of 4096 bytes for every page size
// (arch/arm/kernel/entry-common.S, arch/mips/kernel/syscall.c).
// vm86old has only the second argument of vm86 (arch/x86/kernel/vm86_32.c).
// old_readdir ignores its count (fs/readdir.c).
var other = []exception{
	{everywhere, "epoll_create", []int{0}, "is a size"},
	{everywhere, "mmap2", []int{5}, inPages},
	{everywhere, "readdir", []int{2}, "is ignored"},
	{everywhere, "signal", []int{1}, "is the handler itself"},
	{"386 arm ppc ppc64 ppc64le s390x", "sigsuspend", []int{0}, elsewhere},
	{everywhere, "vm86old", []int{0}, missing},
	{everywhere, "vm86old", []int{1}, elsewhere},
}

// order lists variants with another order: statfs64 and fstatfs64 have a size before
// the buffer (fs/statfs.c), the others have the advice or the flags before the range
// (arch/arm/kernel/sys_arm.c, fs/sync.c). A range takes four registers on arm, 386 and
// ppc, and two on ppc64.
var order = []exception{
	{everywhere, "fstatfs64 statfs64", []int{1}, elsewhere},
	{everywhere, "arm_fadvise64_64 arm_sync_file_range fadvise64_64", []int{1, 2}, split},
	{everywhere, "arm_fadvise64_64 arm_sync_file_range fadvise64_64", []int{3}, elsewhere},
	{everywhere, "sync_file_range2", []int{1, 2, 3}, elsewhere},
}

// wide lists syscalls with a 64-bit integer argument. On a 32-bit machine it takes two
// registers and shifts the later arguments. On arm, mips and ppc the pair starts at an
// even register, with a gap before it if necessary: see syscall(2),
// "Architecture-specific requirements". On mips the flags of sync_file_range become the
// seventh argument, invisible to filters.
//
// The list has every syscall with a loff_t or u64 by value in
// include/linux/syscalls.h. The kernel reassembles the same ones for 32-bit programs
// with compat_arg_u64 (include/linux/compat.h), in arch/x86/kernel/sys_ia32.c and in
// arch/mips/kernel/linux32.c. golang.org/x/sys/unix splits no others.
//
// preadv, pwritev and their successors take an offset as two longs on all architectures
// (fs/read_write.c, pos_from_hilo). On a 64-bit machine the first holds all of it and
// the second is ignored. _llseek takes its offset in two, the upper half first, on
// ppc64 too.
//
// fadvise64 of mips is fadvise64_64. On 386 and ppc its length has 32 bits.
var wide = []exception{
	{everywhere, "_llseek", []int{1}, split},
	{everywhere, "_llseek", []int{2}, elsewhere},
	{everywhere, "ftruncate64 truncate64", []int{1}, split},
	{bits32, "pread64 pwrite64", []int{3}, split},
	{bits32, "preadv preadv2 pwritev pwritev2", []int{3}, split},
	{bits32, "preadv preadv2 pwritev pwritev2", []int{4}, upperHalf},
	{bits32, "fallocate", []int{2, 3}, split},
	{bits32, "readahead", []int{1}, split},
	{bits32, "readahead", []int{2}, elsewhere},
	{bits32, "lookup_dcookie", []int{0}, split},
	{bits32, "lookup_dcookie", []int{1, 2}, elsewhere},
	{bits32, "fanotify_mark", []int{2}, split},
	{bits32, "fanotify_mark", []int{3, 4}, elsewhere},
	{"386 mips mipsle", "sync_file_range", []int{1, 2}, split},
	{"386 mips mipsle", "sync_file_range", []int{3}, elsewhere},
	{"386 ppc", "fadvise64", []int{1}, split},
	{"386 ppc", "fadvise64", []int{2, 3}, elsewhere},
	{"mips mipsle", "fadvise64", []int{1, 2}, split},
	{"mips mipsle", "fadvise64", []int{3}, elsewhere},
}

// narrow lists the syscalls with IDs of 16 bits (kernel/uid16.c, CONFIG_UID16). The
// kernel drops the upper 16, so a program could bypass a condition on all 32. The
// variants with 32 in their names use all 32.
var narrow = []exception{
	{"386 arm", "chown fchown lchown", []int{1, 2}, sixteenBits},
	{"386 arm", "setfsgid setfsuid setgid setuid", []int{0}, sixteenBits},
	{"386 arm", "setregid setreuid", []int{0, 1}, sixteenBits},
	{"386 arm", "setresgid setresuid", []int{0, 1, 2}, sixteenBits},
}

// ofTheirOwn lists syscalls with different arguments under one name.
//
//   - msgctl, semctl, shmctl: on the architectures with sys_old_semctl, libc may set the
//     flag 0x100 in the command to select the newer structures, and the kernel removes
//     it (ipc/util.h, ipc_parse_version). The others refuse the flag, even those with
//     ipc (commit 275f22148e87).
//   - pipe: mips returns both descriptors in registers (arch/mips/kernel/syscall.c).
//   - set_thread_area: x86 takes a struct user_desc, mips the thread pointer
//     (arch/x86/kernel/tls.c, arch/mips/kernel/syscall.c).
//   - cacheflush: mips has the arguments of cacheflush(2), an address, a length and a
//     cache (arch/mips/mm/cache.c). arm has an end instead of the length, and no cache
//     (arch/arm/kernel/traps.c).
//   - ipc: s390x has no sixth argument (arch/s390/kernel/syscall.c).
var ofTheirOwn = []exception{
	{"arm mips64 mips64le", "msgctl shmctl", []int{1}, versioned},
	{"arm mips64 mips64le", "semctl", []int{2}, versioned},
	{mipses, "pipe", []int{0}, missing},
	{mipses, "set_thread_area", []int{0}, "is the thread pointer itself"},
	{"arm", "cacheflush", []int{1}, "is the end of the range"},
	{"arm", "cacheflush", []int{2}, missing},
	{"s390x", "ipc", []int{5}, missing},
}

// inMemory lists the arguments on the stack of a 32-bit mips program: the fifth and
// sixth, and the fourth of an indirect syscall. Number 4000 is syscall(2), and filters
// see the syscall it makes (mips_syscall_is_indirect). The kernel copies the stack for
// the syscall. Before 6.14 it reads the stack a second time for the filter
// (arch/mips/kernel/scall32-o32.S; arch/mips/include/asm/syscall.h before commit
// 733a90561ad0). A thread that changes the stack in between passes the filter with one
// value and makes the syscall with another.
var inMemory = []exception{
	{"mips mipsle", anySyscall, []int{3}, maybeOnStack},
	{"mips mipsle", anySyscall, []int{4, 5}, onStack},
}
