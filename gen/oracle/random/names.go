package random

// inRegisters is the number of arguments in registers on mips and mipsle. A policy cannot
// test the others.
const inRegisters = 3

// inside lists, by multiplexer, operations without variants.
var inside = map[string][]string{
	"socketcall": {"socket", "bind", "connect", "listen", "socketpair", "shutdown"},
	"ipc":        {"shmget", "msgget", "semget"},
}

// variants lists variants for rows about them alone.
var variants = []string{
	"chown32", "clock_gettime64", "eventfd", "fcntl64", "fstatat64", "getdents", "mmap2", "oldstat", "send", "setuid32",
	"sigprocmask", "stat64", "umount", "waitpid",
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
