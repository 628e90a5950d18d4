package sibling

// group lists operations with one effect. A limit on one of limited is no limit while one
// of ways is open. ways is empty if they are those in limited.
type group struct {
	effect, limited, ways string
}

// groups lists all groups. An operation may be in several: the first gives the effect.
//
// Left out: syscalls with a lesser effect, such as getrlimit for prlimit64; and effects
// that no policy limits, such as waiting (poll, select, epoll_wait) or duplicating a
// descriptor (dup, dup2, dup3).
var groups = []group{
	{"start processes", "clone clone3 fork vfork", ""},
	{"run programs", "execve execveat", ""},
	// open_by_handle_at opens files of other mounts too. A limit on it alone is one: open
	// does less.
	{"open files", "creat open openat openat2", "creat open openat openat2 open_by_handle_at"},
	// A program writes code to memory, and makes it executable. shmat has SHM_EXEC.
	{"make memory executable", "mmap mprotect pkey_mprotect", "mmap mprotect pkey_mprotect shmat"},
	// Namespaces: see parts.
	{"create namespaces", "unshare", "clone clone3"},
	{"create namespaces", "clone", "unshare"},
	// Each of these alone changes what is mounted. fsconfig and fsmount need one of them.
	{"mount file systems", "mount", "fsopen fspick move_mount open_tree open_tree_attr mount_setattr"},
	{"mount file systems", "fsopen fsconfig fsmount fspick move_mount open_tree open_tree_attr mount_setattr", "mount"},
	{"mount file systems", "open_tree open_tree_attr", ""},
	{"set resource limits", "setrlimit prlimit64", ""},
	// pidfd_send_signal signals a process group with a flag, since Linux 6.9.
	{"send signals", "kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal", ""},
	{"create sockets", "socket socketpair", ""},
	// process_vm_readv, process_vm_writev and pidfd_getfd need no attached tracer. A
	// tracer makes the other process do all of it. Left out: process_madvise moves pages
	// and changes nothing; kcmp compares.
	{"reach into other processes", "ptrace", "process_vm_readv process_vm_writev pidfd_getfd"},
	{"reach into other processes", "process_vm_readv process_vm_writev pidfd_getfd", "ptrace"},
	{"load kernel modules", "init_module finit_module", ""},
	{"load kernels", "kexec_load kexec_file_load", ""},
	{"set the clock", "settimeofday clock_settime adjtimex clock_adjtime", ""},
	{"use I/O ports", "ioperm iopl", ""},
	{"change user IDs", "setuid setreuid setresuid", ""},
	{"change group IDs", "setgid setregid setresgid", ""},
	{"set scheduling policies", "sched_setscheduler sched_setattr", ""},
	{"set priorities", "nice setpriority", ""},
	{"set quotas", "quotactl quotactl_fd", ""},
	{"lock memory", "mlock mlock2", ""},
	{"advise on memory", "madvise", "process_madvise"}, // of the own process

	{"change modes of files", "chmod fchmod fchmodat fchmodat2", ""},
	{"change owners of files", "chown fchown fchownat lchown", ""},
	{"rename files", "rename renameat renameat2", ""},
	{"link files", "link linkat", ""},
	{"make symbolic links", "symlink symlinkat", ""},
	{"make directories", "mkdir mkdirat", ""},
	{"make special files", "mknod mknodat", ""},
	{"remove files", "unlink unlinkat", ""},
	{"remove directories", "rmdir unlinkat", "rmdir unlinkat"},
	{"truncate files", "truncate ftruncate", ""},
	{"set times of files", "futimesat utimensat utimes", ""},
	{"set extended attributes", "fsetxattr lsetxattr setxattr setxattrat", ""},
	{"remove extended attributes", "fremovexattr lremovexattr removexattr removexattrat", ""},
	{"read extended attributes", "fgetxattr getxattr getxattrat lgetxattr", ""},
	{"list extended attributes", "flistxattr listxattr listxattrat llistxattr", ""},
	{"read metadata of files", "fstat lstat newfstatat stat statx", ""},
	{"test access to files", "access faccessat faccessat2", ""},
	{"read symbolic links", "readlink readlinkat", ""},
	{"change directory", "chdir fchdir", ""},
	{"read from descriptors", "pread64 preadv preadv2 read readv", ""},
	// The last three write to a descriptor what another one holds.
	{"write to descriptors", "pwrite64 pwritev pwritev2 write writev", "pwrite64 pwritev pwritev2 write writev copy_file_range sendfile splice"},
	{"accept connections", "accept accept4", ""},
	{"send messages", "sendmmsg sendmsg sendto", ""},
	{"receive messages", "recvfrom recvmmsg recvmsg", ""},

	{"do it", inQueues, "io_uring_setup"},
}

// inQueues lists the operations of io_uring, IORING_OP_* of Linux 6.16, and their
// siblings. A ring with IORING_SETUP_SQPOLL needs no io_uring_enter.
const inQueues = "accept accept4 bind connect listen recvfrom recvmmsg recvmsg sendmmsg sendmsg sendto setsockopt getsockopt shutdown socket " +
	"creat open openat openat2 ftruncate fallocate " +
	"pread64 preadv preadv2 read readv pwrite64 pwritev pwritev2 write writev splice tee " +
	"fsync fdatasync sync_file_range fadvise64 madvise " +
	"link linkat mkdir mkdirat rename renameat renameat2 rmdir symlink symlinkat unlink unlinkat " +
	"lstat newfstatat stat statx fgetxattr fsetxattr getxattr setxattr " +
	"epoll_ctl futex_wait futex_waitv futex_wake waitid"

// pair is an operation and a sibling.
type pair struct{ operation, sibling string }

// atDirectory is the part of openat and its kind without a directory.
const atDirectory = "dfd == AT_FDCWD"

// namespaces holds the flags of clone and unshare for namespaces.
const namespaces = "(CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET)"

// parts holds the parts of an operation that a sibling does too, where it does not do all
// of it.
var parts = map[pair]string{
	{"clone", "fork"}:  "clone_flags &^ 0xff == 0",
	{"clone", "vfork"}: "clone_flags &^ 0xff == CLONE_VM|CLONE_VFORK",

	{"clone", "unshare"}:  "clone_flags & " + namespaces + " != 0",
	{"unshare", "clone"}:  "unshare_flags & " + namespaces + " != 0",
	{"unshare", "clone3"}: "unshare_flags & (CLONE_NEWTIME|" + namespaces[1:] + " != 0",

	{"open", "creat"}:   "flags & (O_CREAT|O_TRUNC) == O_CREAT|O_TRUNC",
	{"openat", "creat"}: "dfd == AT_FDCWD && flags & (O_CREAT|O_TRUNC) == O_CREAT|O_TRUNC",
	{"openat", "open"}:  atDirectory,

	{"mmap", "mprotect"}:          "prot & PROT_EXEC != 0",
	{"mmap", "pkey_mprotect"}:     "prot & PROT_EXEC != 0",
	{"mmap", "shmat"}:             "prot & PROT_EXEC != 0",
	{"mprotect", "mmap"}:          "prot & PROT_EXEC != 0",
	{"mprotect", "shmat"}:         "prot & PROT_EXEC != 0",
	{"pkey_mprotect", "mmap"}:     "prot & PROT_EXEC != 0",
	{"pkey_mprotect", "shmat"}:    "prot & PROT_EXEC != 0",
	{"pkey_mprotect", "mprotect"}: "pkey == -1",

	{"prlimit64", "setrlimit"}: "pid == 0 && new_rlim != 0",

	{"kill", "tkill"}:             "pid > 0",
	{"kill", "tgkill"}:            "pid > 0",
	{"kill", "rt_sigqueueinfo"}:   "pid > 0",
	{"kill", "rt_tgsigqueueinfo"}: "pid > 0",
	{"kill", "pidfd_send_signal"}: "pid != -1",

	// The families with socketpair.
	{"socket", "socketpair"}: "family == AF_UNIX || family == AF_TIPC",

	{"accept4", "accept"}:      "flags == 0",
	{"faccessat", "access"}:    atDirectory,
	{"faccessat2", "access"}:   "dfd == AT_FDCWD && flags == 0",
	{"fchmodat", "chmod"}:      atDirectory,
	{"fchmodat2", "chmod"}:     "dfd == AT_FDCWD && flags == 0",
	{"fchmodat2", "fchmodat"}:  "flags == 0",
	{"fchownat", "chown"}:      "dfd == AT_FDCWD && flag & AT_SYMLINK_NOFOLLOW == 0",
	{"fchownat", "lchown"}:     "dfd == AT_FDCWD && flag & AT_SYMLINK_NOFOLLOW != 0",
	{"linkat", "link"}:         "olddfd == AT_FDCWD && newdfd == AT_FDCWD",
	{"symlinkat", "symlink"}:   "newdfd == AT_FDCWD",
	{"mkdirat", "mkdir"}:       atDirectory,
	{"mknodat", "mknod"}:       atDirectory,
	{"unlinkat", "unlink"}:     "dfd == AT_FDCWD && flag & AT_REMOVEDIR == 0",
	{"unlinkat", "rmdir"}:      "dfd == AT_FDCWD && flag & AT_REMOVEDIR != 0",
	{"readlinkat", "readlink"}: atDirectory,
	{"renameat", "rename"}:     "olddfd == AT_FDCWD && newdfd == AT_FDCWD",
	{"renameat2", "rename"}:    "olddfd == AT_FDCWD && newdfd == AT_FDCWD && flags == 0",
	{"renameat2", "renameat"}:  "flags == 0",
	{"newfstatat", "stat"}:     "dfd == AT_FDCWD && flag & AT_SYMLINK_NOFOLLOW == 0",
	{"newfstatat", "lstat"}:    "dfd == AT_FDCWD && flag & AT_SYMLINK_NOFOLLOW != 0",
	{"newfstatat", "fstat"}:    "flag & AT_EMPTY_PATH != 0",
	{"preadv2", "preadv"}:      "flags == 0",
	{"pwritev2", "pwritev"}:    "flags == 0",
	{"mlock2", "mlock"}:        "flags == 0",
}

// conditions holds the conditions of refusals that leave the rest of a sibling alone, for
// an operation or, without one, for all.
var conditions = map[pair]string{
	{"", "clone"}:        "clone_flags & CLONE_THREAD == 0",
	{"unshare", "clone"}: "clone_flags & " + namespaces + " != 0",
	{"", "unshare"}:      "unshare_flags & " + namespaces + " != 0",
	{"", "mmap"}:         "prot & (PROT_WRITE|PROT_EXEC) == PROT_WRITE|PROT_EXEC",
	{"", "shmat"}:        "shmflg & SHM_EXEC != 0",
	{"", "prlimit64"}:    "new_rlim != 0",
}

// fallbacks lists the siblings that programs and libraries try first, or if there: on
// ENOSYS they continue without.
const fallbacks = "clone3 execveat openat2 fsopen fspick move_mount open_tree open_tree_attr mount_setattr pidfd_send_signal io_uring_setup " +
	"accept4 copy_file_range faccessat2 fchmodat2 preadv2 pwritev2 renameat2 statx getxattrat listxattrat removexattrat setxattrat mlock2 process_madvise quotactl_fd"
