package abi

import "slices"

// Sources: the kernel's system call tables (arch/*/kernel/syscalls/*.tbl and the like,
// scripts/syscall.tbl for arm64, loong64 and riscv64), which name the entry of every
// number, and the SYSCALL_DEFINE of that entry. The files that are named below are
// the kernel's.

// What is in an argument's place.
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

// The architectures of a kind.
const (
	bits32 = "386 arm mips mipsle ppc"
	mipses = "mips mips64 mips64le mipsle"
)

// exceptions is all there are. The first that covers an argument tells why.
var exceptions = slices.Concat(packed, cloneOrder, fewer, other, order, wide, narrow, ofTheirOwn, inMemory)

// packed is the calls that take one argument, a pointer to a block of them:
// old_mmap (mm/mmap.c) and old_select (fs/select.c).
//
// mips does not: its 4090 is mips_mmap, with registers (arch/mips/kernel/syscall.c).
// The select of ppc64 is none of that either, but refused (sys_ni_syscall), and that of
// s390x is plain. A kernel of ppc64 has one for ppc since 6.2.
var packed = []exception{
	{"386 s390x", "mmap", []int{0, 1, 2, 3, 4, 5}, behindPointer},
	{"386 ppc", "select", []int{0, 1, 2, 3, 4}, behindPointer},
}

// cloneOrder is where clone has another order than flags, stack, parent_tid, child_tid,
// tls (kernel/fork.c). CONFIG_CLONE_BACKWARDS has tls before child_tid,
// CLONE_BACKWARDS2 stack before flags, by arch/*/Kconfig. loong64 selects neither;
// CLONE_BACKWARDS3 is microblaze's.
var cloneOrder = []exception{
	{"386 arm arm64 mips mips64 mips64le mipsle ppc ppc64 ppc64le riscv64", "clone", []int{3, 4}, elsewhere},
	{"s390x", "clone", []int{0, 1}, elsewhere},
}

// fewer is the variants that lack arguments: older entries, mostly without flags or
// without the size of a signal set (kernel/signal.c, fs/eventfd.c, fs/signalfd.c,
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

// other is the variants with another argument in the place, or one in other units.
//
// A mask is what the old sigsuspend takes, not a pointer to one: as arg2 on 386, arm
// and s390x (CONFIG_OLD_SIGSUSPEND3), as arg0 in the entry that ppc64 leaves to 32-bit
// programs. mips takes the pointer (arch/mips/kernel/signal.c).
//
// mmap2 counts its offset in units of 4096 bytes, whatever the page size
// (arch/arm/kernel/entry-common.S, arch/mips/kernel/syscall.c).
// vm86old has only the second argument of vm86 (arch/x86/kernel/vm86_32.c).
// The count of old_readdir is not looked at (fs/readdir.c).
var other = []exception{
	{everywhere, "epoll_create", []int{0}, "is a size"},
	{everywhere, "mmap2", []int{5}, inPages},
	{everywhere, "readdir", []int{2}, "is ignored"},
	{everywhere, "signal", []int{1}, "is the handler itself"},
	{"386 arm ppc ppc64 ppc64le s390x", "sigsuspend", []int{0}, elsewhere},
	{everywhere, "vm86old", []int{0}, missing},
	{everywhere, "vm86old", []int{1}, elsewhere},
}

// order is the variants with another order: statfs64 and fstatfs64 have a size before
// the buffer (fs/statfs.c), the others the advice or the flags before the range
// (arch/arm/kernel/sys_arm.c, fs/sync.c). On arm, 386 and ppc a range is four
// registers, on ppc64 two.
var order = []exception{
	{everywhere, "fstatfs64 statfs64", []int{1}, elsewhere},
	{everywhere, "arm_fadvise64_64 arm_sync_file_range fadvise64_64", []int{1, 2}, split},
	{everywhere, "arm_fadvise64_64 arm_sync_file_range fadvise64_64", []int{3}, elsewhere},
	{everywhere, "sync_file_range2", []int{1, 2, 3}, elsewhere},
}

// wide is the calls with a 64-bit number that is no pointer, which takes two registers
// on a 32-bit machine, and moves what follows. On arm, mips and ppc the pair begins
// at an even register, after a gap if need be: see syscall(2), "Architecture-specific
// requirements". mips counts on where it runs out of registers, so that the flags of
// sync_file_range are its seventh, which no filter sees.
//
// The list is all that has a loff_t or u64 by value in include/linux/syscalls.h. It is
// what the kernel splits for 32-bit programs with compat_arg_u64
// (include/linux/compat.h) and in arch/x86/kernel/sys_ia32.c and
// arch/mips/kernel/linux32.c. All that golang.org/x/sys/unix splits is in it.
//
// preadv and its kin take an offset as two longs everywhere (fs/read_write.c,
// pos_from_hilo): a 64-bit machine has all of it in the first and ignores the second.
// _llseek takes its offset in two, the upper first, on ppc64 as well.
//
// The fadvise64 of mips is fadvise64_64; that of 386 and ppc has a length of 32 bits.
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

// narrow is the IDs of which the kernel takes 16 bits (kernel/uid16.c, CONFIG_UID16).
// Whatever is in the upper 16 is dropped, so that a condition on all 32 could be got
// round. The calls with 32 in their names take all of it.
var narrow = []exception{
	{"386 arm", "chown fchown lchown", []int{1, 2}, sixteenBits},
	{"386 arm", "setfsgid setfsuid setgid setuid", []int{0}, sixteenBits},
	{"386 arm", "setregid setreuid", []int{0, 1}, sixteenBits},
	{"386 arm", "setresgid setresuid", []int{0, 1, 2}, sixteenBits},
}

// ofTheirOwn is the calls that some architecture has made another of the same name.
//
//   - msgctl, semctl, shmctl: where the table has sys_old_semctl, the command may have a
//     flag, 0x100, for the newer structures, which libc sets and the kernel takes off
//     (ipc/util.h, ipc_parse_version). The others refuse the flag, those that have ipc
//     too among them (commit 275f22148e87).
//   - pipe: mips returns both descriptors in registers (arch/mips/kernel/syscall.c).
//   - set_thread_area: x86 takes a struct user_desc, mips the thread pointer
//     (arch/x86/kernel/tls.c, arch/mips/kernel/syscall.c).
//   - cacheflush: cacheflush(2) is mips's, with an address, a length and a cache
//     (arch/mips/mm/cache.c). arm has an end, and no cache (arch/arm/kernel/traps.c).
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

// inMemory is the arguments of 32-bit mips that a program passes on its stack: those from
// the fifth on, and the fourth of a call that is made by syscall(2), number 4000, which
// filters see as that call (mips_syscall_is_indirect). The kernel copies them for the call, and before 6.14 reads them once
// more for a filter (arch/mips/kernel/scall32-o32.S; arch/mips/include/asm/syscall.h
// before commit 733a90561ad0). A thread that changes them in between passes a filter with
// one value and has the other in effect.
var inMemory = []exception{
	{"mips mipsle", anyCall, []int{3}, maybeOnStack},
	{"mips mipsle", anyCall, []int{4, 5}, onStack},
}
