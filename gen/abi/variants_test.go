package abi

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// A variant does the same as its operation, with the same arguments in the same places.
// It may differ in the width of an argument, in the layout of a structure, and in lacking
// the last arguments where those only return more (the resource usage of wait4) or name
// a peer (the address of sendto). Without those it is the operation with zeros.
//
// A flag, a signal mask, a timeout or a key makes another operation: it selects what
// the kernel does, a condition on it must be possible, and a policy may give the newer
// syscall ENOSYS to make libc fall back to the older. The flags of epoll_create1,
// eventfd2, inotify_init1, signalfd4 and umount2 are exceptions: whoever blocks these
// means the older ones as well.

// separate lists operations of like purpose or name, one group per line, and why
// they are no variants of each other. All names of syscalls.csv have been reviewed: by
// name, and by comparing the parameters of every SYSCALL_DEFINE of Linux 7.2 with those
// of every other, for equality and for a common beginning. Groups whose only likeness is
// the list of parameters (chown and lchown, read and write, getitimer and setitimer) are
// left out.
var separate = []struct{ names, why string }{
	// The newer syscall has more arguments.
	{"accept accept4", "flags; socketcall has a selector for each"},
	{"dup dup2 dup3", "flags; dup2 takes equal descriptors, dup3 does not, dup chooses one"},
	{"faccessat faccessat2", "flags"},
	{"fchmodat fchmodat2", "flags"},
	{"mlock mlock2", "flags; another tier"},
	{"open_tree open_tree_attr", "attributes to set"},
	{"pipe pipe2", "flags; O_NOTIFICATION_PIPE makes a watch queue"},
	{"preadv preadv2", "flags"},
	{"pwritev pwritev2", "flags"},
	{"renameat renameat2", "flags; exchanges or makes a whiteout"},
	{"futimesat utimensat", "flags; nanoseconds with special values"},
	{"mprotect pkey_mprotect", "a key"},
	{"epoll_wait epoll_pwait", "a signal mask"},
	{"io_getevents io_pgetevents", "a signal mask"},
	{"select pselect6", "a signal mask"},
	{"semop semtimedop", "a timeout; ipc has a selector for each"},
	{"rt_sigqueueinfo rt_tgsigqueueinfo", "a thread in arg1"},
	{"setregid setresgid", "a saved ID"},
	{"setreuid setresuid", "a saved ID"},
	// An argument is of another kind, in another place, or not there.
	{"access faccessat", "a directory in arg0"},
	{"adjtimex clock_adjtime", "a clock in arg0"},
	{"alarm setitimer", "seconds, not a structure"},
	{"brk mmap", "other arguments"},
	{"chmod fchmod fchmodat", "a path, a descriptor, a directory in arg0"},
	{"chown fchown fchownat lchown", "a path, a descriptor, a directory in arg0, no symbolic link followed"},
	{"clone clone3", "a structure"},
	{"clone fork vfork", "no arguments; vfork shares the memory and waits"},
	{"creat open openat openat2", "flags; a directory in arg0; a structure"},
	{"epoll_pwait epoll_pwait2", "a structure for the timeout, where the other has milliseconds"},
	{"execve execveat", "a directory in arg0"},
	{"fsetxattr lsetxattr setxattr setxattrat", "a descriptor; no symbolic link followed; a directory in arg0"},
	{"fgetxattr getxattr getxattrat lgetxattr", "a descriptor; no symbolic link followed; a directory in arg0"},
	{"flistxattr listxattr listxattrat llistxattr", "a descriptor; no symbolic link followed; a directory in arg0"},
	{"fremovexattr lremovexattr removexattr removexattrat", "a descriptor; no symbolic link followed; a directory in arg0"},
	{"fstat lstat newfstatat stat statx", "a descriptor; no symbolic link followed; a directory in arg0; a mask"},
	{"fstatfs statfs ustat", "a descriptor; a path; a device"},
	{"ftruncate truncate", "a descriptor; a path"},
	{"fsync fdatasync sync_file_range syncfs sync", "other extents"},
	{"futex futex_requeue futex_wait futex_waitv futex_wake", "other arguments"},
	{"futimesat utimes", "a directory in arg0"},
	{"getpgid getpgrp", "any process; the caller"},
	{"getrlimit prlimit64 setrlimit", "prlimit64 does both, for any process"},
	{"gettimeofday time", "time returns the seconds"},
	{"clock_gettime gettimeofday", "a clock in arg0"},
	{"clock_nanosleep nanosleep", "a clock in arg0"},
	{"clock_settime settimeofday", "a clock in arg0"},
	{"finit_module init_module", "a descriptor; an image"},
	{"kexec_file_load kexec_load", "descriptors; segments"},
	{"kill pidfd_send_signal tgkill tkill", "a process, a descriptor, a thread of a process, a thread"},
	{"link linkat", "directories in arg0 and arg2"},
	{"symlink symlinkat", "a directory in arg1"},
	{"rename renameat", "directories in arg0 and arg2"},
	{"mkdir mkdirat", "a directory in arg0"},
	{"mknod mknodat", "a directory in arg0"},
	{"readlink readlinkat", "a directory in arg0"},
	{"rmdir unlink unlinkat", "a directory in arg0; flags"},
	{"mount fsconfig fsmount fsopen fspick move_mount mount_setattr", "steps of one mount"},
	{"nice setpriority", "an increment of the caller's"},
	{"pause rt_sigsuspend", "a mask"},
	{"poll ppoll", "a structure for the timeout, where the other has milliseconds; a mask"},
	{"pread64 preadv read readv", "an offset; vectors"},
	{"pwrite64 pwritev write writev", "an offset; vectors"},
	{"quotactl quotactl_fd", "a path; a descriptor"},
	{"recvfrom recvmmsg recvmsg", "a buffer, messages, a message"},
	{"sendmmsg sendmsg sendto", "a buffer, messages, a message"},
	{"rt_sigprocmask sgetmask ssetmask", "the mask is returned, or is the argument"},
	{"sched_setattr sched_setparam sched_setscheduler", "a structure; parameters alone; a policy in arg1"},
	{"sched_getattr sched_getparam sched_getscheduler", "a structure; parameters alone; the policy is returned"},
	{"wait4 waitid", "a kind of ID in arg0; a structure that is returned"},
	{"process_madvise madvise", "a process in arg0"},
	// One architecture has one of them.
	{"get_thread_area get_tls", "x86 takes a structure, arm none"},
	{"set_thread_area set_tls", "x86 takes a structure, arm the pointer"},
	{"cacheflush riscv_flush_icache cachectl", "arm and riscv64 take an end, mips a length and a cache; cachectl sets the caching"},
	{"pciconfig_iobase pciconfig_read pciconfig_write", "read, write and locate"},
	{"usr26 usr32", "two modes of the processor"},
	// The kernel answers ENOSYS for at least one of them.
	{"epoll_ctl epoll_ctl_old", "ENOSYS for at least one"},
	{"epoll_wait epoll_wait_old", "ENOSYS for at least one"},
	{"timerfd timerfd_create", "ENOSYS for at least one"},
	{"ftime gettimeofday", "ENOSYS for at least one"},
	{"getpmsg putpmsg", "ENOSYS for at least one"},
}

// numbered matches the marks of a version in a name: old, new, rt or an underscore at the
// front, a version or a width at the end.
var numbered = regexp.MustCompile(`^(_|new|old|rt_)+|[0-9]*(_[0-9]+|_time64|_old)?$`)

// stem removes the marks of a version from a name.
func stem(name string) string { return numbered.ReplaceAllString(name, "") }

// TestSeparate checks that every operation of a group exists and is not a variant.
func TestSeparate(t *testing.T) {
	rows := load(t)
	for _, group := range separate {
		names := strings.Fields(group.names)
		if len(names) < 2 || group.why == "" {
			t.Errorf("%+v: want two names and a reason", group)
		}
		for _, name := range names {
			if row := rows[name]; row == nil || len(row.Operations) > 0 {
				t.Errorf("%s: want an operation; reason for the group: %s", name, group.why)
			}
		}
	}
}

// TestVersionsReviewed checks that two operations whose names differ by a version are
// in one group, so that a new version of a syscall is decided on.
func TestVersionsReviewed(t *testing.T) {
	versions := make(map[string][]string)
	for name, row := range load(t) {
		if len(row.Operations) == 0 {
			versions[stem(name)] = append(versions[stem(name)], name)
		}
	}
	for _, names := range versions {
		if len(names) > 1 && !grouped(names) {
			slices.Sort(names)
			t.Errorf("%v: variants, or separate operations?", names)
		}
	}
}

// grouped reports whether some group of separate has all the names.
func grouped(names []string) bool {
	for _, group := range separate {
		all := strings.Fields(group.names)
		if !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(all, name) }) {
			return true
		}
	}
	return false
}

// TestFoundByReview checks the variants that the review found, on every architecture
// that has both entries: whoever blocks the operation blocks the variant.
func TestFoundByReview(t *testing.T) {
	rows := load(t)
	for variant, operation := range map[string]string{"waitpid": "wait4", "getdents": "getdents64", "readdir": "getdents64", "utime": "utimes"} {
		if got := rows[variant].Operation(); got != operation {
			t.Errorf("%s enters %s, want %s", variant, got, operation)
		}
		if rows[variant].Tier != rows[operation].Tier || rows[variant].Tier == catalog.NoTier {
			t.Errorf("%s and %s: tiers %d and %d", variant, operation, rows[variant].Tier, rows[operation].Tier)
		}
	}
}
