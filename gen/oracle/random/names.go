package random

// inRegisters is the number of arguments in registers on mips and mipsle. A policy cannot
// test the others.
const inRegisters = 3

// arity holds the number of arguments of some syscalls. On all architectures each is an
// operation without variants or multiplexers, with every argument in one register at the
// same position. Every condition on them is valid, except for arguments of mips on the
// stack.
var arity = map[string]int{
	"close_range":       3,
	"copy_file_range":   6,
	"dup3":              3,
	"epoll_ctl":         4,
	"getpriority":       2,
	"getrandom":         3,
	"ioctl":             3,
	"keyctl":            5,
	"kill":              2,
	"madvise":           3,
	"membarrier":        3,
	"memfd_create":      2,
	"move_pages":        6,
	"mprotect":          3,
	"openat":            4,
	"perf_event_open":   5,
	"pipe2":             2,
	"prctl":             5,
	"process_vm_readv":  6,
	"setpriority":       3,
	"splice":            6,
	"tgkill":            3,
	"unlinkat":          3,
	"process_vm_writev": 6,
}

// inside holds, by multiplexer, the number of arguments of operations without variants.
var inside = map[string]map[string]int{
	"socketcall": {"socket": 3, "bind": 3, "connect": 3, "listen": 2, "socketpair": 3, "shutdown": 2},
	"ipc":        {"shmget": 3, "msgget": 2, "semget": 3},
}

// variants holds the number of arguments of variants. On all architectures with the variant
// they have the same meaning and are in registers: a condition may be on them.
var variants = map[string]int{
	"chown32":         3,
	"clock_gettime64": 2,
	"eventfd":         1,
	"fcntl64":         3,
	"fstatat64":       3,
	"getdents":        3,
	"mmap2":           3,
	"oldstat":         2,
	"send":            3,
	"sigprocmask":     3,
	"stat64":          2,
	"umount":          1,
	"waitpid":         3,
}

// entangled lists operations with variants, variants, multiplexed operations and
// multiplexers.
var entangled = []string{
	"fcntl", "fcntl64", "mmap", "stat", "stat64", "send", "sendto", "recvfrom", "accept", "accept4", "bind", "socket",
	"semop", "shmat", "msgget", "semtimedop_time64", "futex", "chown32", "umount2", "socketcall", "ipc",
}

// Names lists constants of golang.org/x/sys/unix. Many differ between architectures.
var Names = []string{
	"AF_INET", "AF_UNIX", "AT_FDCWD", "CLONE_NEWUSER", "EPOLL_CTL_ADD", "F_GETLK", "F_SETLK", "GRND_RANDOM",
	"MADV_DONTNEED", "MAP_ANONYMOUS", "MFD_CLOEXEC", "O_APPEND", "O_CLOEXEC", "O_CREAT", "O_DIRECT", "O_DIRECTORY",
	"O_LARGEFILE", "O_NONBLOCK", "PRIO_USER", "PROT_EXEC", "PR_SET_NAME", "RLIM_INFINITY", "SOCK_NONBLOCK",
	"SOCK_STREAM", "SOL_SOCKET", "TCGETS", "TIOCGWINSZ", "TIOCSTI",
}

// errnos lists names of errors. Some differ between architectures.
var errnos = []string{"EACCES", "EAGAIN", "ECONNREFUSED", "EDEADLK", "ENOSYS", "EOVERFLOW", "EPERM"}
