package oracle

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Parameter is a parameter of a syscall on one architecture.
type Parameter struct {
	// Name is the kernel's. It is empty for a parameter without a meaning of its own.
	Name string
	// Bits is the number of low bits that the kernel reads.
	Bits            uint
	Signed, Pointer bool
	// ID is set for a user or group ID of 16 bits. In a rule for the operation it is the
	// ID of 32 bits that the kernel makes of it: 0xffff stands for -1.
	ID bool
}

// prototype holds the parameters of some syscalls, in the order of their registers.
type prototype struct {
	// goarchs and syscalls are lists of names. Without goarchs the prototype is for all
	// architectures.
	goarchs, syscalls string
	// parameters lists types and names: "int fd, ulong arg".
	parameters string
}

// prototypes is read from the macros SYSCALL_DEFINE of Linux 7.2, in fs, ipc, kernel,
// mm, net and io_uring. The first with a syscall and an architecture counts.
//
// kernel/uid16.c has the IDs of 386 and arm. CONFIG_CLONE_BACKWARDS2 of arch/s390/Kconfig
// swaps the first two parameters of clone; kernel/fork.c takes the lower_32_bits of its
// flags. CONFIG_CLONE_BACKWARDS of most others swaps the last two. Some functions called
// next take fewer bits of a long: find_get_task_by_vpid for ptrace, import_iovec for
// process_vm_readv, get_file_raw_ptr for kcmp; the bits of prot in include/linux/mman.h.
var prototypes = []prototype{
	{"", "ioctl fcntl fcntl64", "uint fd, uint cmd, ulong arg"},
	{"", "kill", "int pid, int sig"},
	{"", "tgkill", "int tgid, int pid, int sig"},
	{"", "close_range", "uint fd, uint max_fd, uint flags"},
	{"", "dup2", "uint oldfd, uint newfd"},
	{"", "dup3", "uint oldfd, uint newfd, int flags"},
	{"", "epoll_ctl", "int epfd, int op, int fd, ptr event"},
	{"", "read write", "uint fd, ptr buf, ulong count"},
	{"", "getrandom", "ptr ubuf, ulong len, uint flags"},
	{"", "getpriority", "int which, int who"},
	{"", "setpriority", "int which, int who, int niceval"},
	{"", "memfd_create", "ptr uname, uint flags"},
	{"", "pipe2", "ptr fildes, int flags"},
	{"", "membarrier", "int cmd, uint flags, int cpu_id"},
	{"", "madvise", "ulong start, ulong len_in, int behavior"},
	{"", "mprotect", "ulong start, ulong len, uint prot"},
	{"", "mlock2", "ulong start, ulong len, int flags"},
	{"", "openat", "int dfd, ptr filename, int flags, mode mode"},
	{"", "unlinkat", "int dfd, ptr pathname, int flag"},
	{"", "readlinkat", "int dfd, ptr pathname, ptr buf, int bufsiz"},
	{"", "mkdirat", "int dfd, ptr pathname, mode mode"},
	{"", "mknodat", "int dfd, ptr filename, mode mode, uint dev"},
	{"", "fchmodat", "int dfd, ptr filename, mode mode"},
	{"", "fchmod", "uint fd, mode mode"},
	{"", "inotify_add_watch", "int fd, ptr pathname, uint mask"},
	{"", "flock", "uint fd, uint cmd"},
	{"", "prlimit64", "int pid, uint resource, ptr new_rlim, ptr old_rlim"},
	{"", "pidfd_open", "int pid, uint flags"},
	{"", "reboot", "int magic1, int magic2, uint cmd, ptr arg"},
	{"", "ptrace", "long request, int pid, ulong addr, ulong data"},
	{"", "syslog", "int type, ptr buf, int len"},
	{"", "kcmp", "int pid1, int pid2, int type, uint idx1, ulong idx2"},
	{"", "keyctl prctl", "int option, ulong, ulong, ulong, ulong"},
	{"", "move_pages", "int pid, ulong nr_pages, ptr pages, ptr nodes, ptr status, int flags"},
	{"", "process_vm_readv process_vm_writev", "int pid, ptr lvec, uint liovcnt, ptr rvec, ulong riovcnt, ulong flags"},
	{"", "copy_file_range splice", "int fd_in, ptr off_in, int fd_out, ptr off_out, ulong len, uint flags"},
	{"", "io_uring_enter", "uint fd, uint to_submit, uint min_complete, uint flags, ptr argp, ulong argsz"},
	{"", "renameat2", "int olddfd, ptr oldname, int newdfd, ptr newname, uint flags"},
	{"", "futex futex_time64", "ptr uaddr, int op, uint val, ptr utime, ptr uaddr2, uint val3"},
	{"", "wait4", "int upid, ptr stat_addr, int options, ptr ru"},
	{"", "waitpid", "int upid, ptr stat_addr, int options"},
	{"", "unshare", "ulong unshare_flags"},
	{"", "personality", "uint personality"},

	// Variants.
	{"", "send", "int fd, ptr, ulong len, uint flags"},
	{"", "getdents", "uint fd, ptr, uint count"},
	{"", "eventfd", "uint count"},
	{"", "umount", "ptr"},
	{"", "clock_gettime64", "int which_clock, ptr"},

	// Other places.
	{"386 s390x", "mmap", "ptr arg"},
	{"", "mmap mmap2", "ulong addr, ulong len, uint prot, uint flags, int fd, ulong"},
	{"", "lseek", "uint fd, long offset, uint whence"},
	{"", "_llseek", "uint fd, uint, ulong, ptr, uint whence"},
	{"s390x", "clone", "ulong newsp, uint clone_flags, ptr parent_tidptr, ptr child_tidptr, ulong tls"},
	{"amd64 loong64", "clone", "uint clone_flags, ulong newsp, ptr parent_tidptr, ptr child_tidptr, ulong tls"},
	{"", "clone", "uint clone_flags, ulong newsp, ptr parent_tidptr, ulong tls, ptr child_tidptr"},

	// Other widths.
	{"386 arm", "setuid setfsuid", "id uid"},
	{"386 arm", "setgid", "id gid"},
	{"386 arm", "setreuid", "id ruid, id euid"},
	{"386 arm", "setresuid", "id ruid, id euid, id suid"},
	{"386 arm", "fchown", "uint fd, id user, id group"},
	{"386 arm", "chown lchown", "ptr filename, id user, id group"},
	{"", "setuid setfsuid setuid32 setfsuid32", "uint uid"},
	{"", "setgid setgid32", "uint gid"},
	{"", "setreuid setreuid32", "uint ruid, uint euid"},
	{"", "setresuid setresuid32", "uint ruid, uint euid, uint suid"},
	{"", "fchown fchown32", "uint fd, uint user, uint group"},
	{"", "chown lchown chown32 lchown32", "ptr filename, uint user, uint group"},

	// The syscalls of multiplexers, and two multiplexers.
	{"", "socket", "int family, int type, int protocol"},
	{"", "socketpair", "int family, int type, int protocol, ptr usockvec"},
	{"", "bind connect", "int fd, ptr, int addrlen"},
	{"", "listen", "int fd, int backlog"},
	{"", "shutdown", "int fd, int how"},
	{"", "shmget", "int key, ulong size, int shmflg"},
	{"", "msgget", "int key, int msgflg"},
	{"", "semget", "int key, int nsems, int semflg"},
	{"", "socketcall", "int call, ptr args"},
	{"", "ipc", "uint call, int first, ulong second, ulong third, ptr ptr, long fifth"},
}

// Parameters returns the parameters of a syscall on goarch by register. Most syscalls
// are not in the table, and have none.
func Parameters(name, goarch string) []Parameter { return tabulated()[entry{goarch, name}] }

// tabulated returns the parameters of all entries in the table.
var tabulated = sync.OnceValue(func() map[entry][]Parameter {
	out := make(map[entry][]Parameter)
	for _, p := range prototypes {
		goarchs := strings.Fields(p.goarchs)
		if len(goarchs) == 0 {
			goarchs = slices.Collect(maps.Keys(AuditArch))
		}
		for _, goarch := range goarchs {
			for _, name := range strings.Fields(p.syscalls) {
				if e := (entry{goarch, name}); out[e] == nil {
					out[e] = p.on(goarch)
				}
			}
		}
	}
	return out
})

// on returns the parameters of p on goarch.
func (p prototype) on(goarch string) []Parameter {
	var out []Parameter
	for _, text := range strings.Split(p.parameters, ", ") {
		kind, name, _ := strings.Cut(text, " ")
		p := types[kind]
		if p.Name = name; p.Bits == 0 {
			p.Bits = width(goarch)
		}
		out = append(out, p)
	}
	return out
}

// types holds the types of parameters. 0 bits stand for a register.
var types = map[string]Parameter{
	"int":   {Bits: 32, Signed: true},
	"uint":  {Bits: 32},
	"long":  {Signed: true},
	"ulong": {},
	"ptr":   {Pointer: true},
	"mode":  {Bits: 16},
	"id":    {Bits: 16, ID: true},
}

// Described returns the names of all syscalls with parameters in the table, sorted.
func Described() []string {
	names := make(map[string]bool)
	for _, p := range prototypes {
		for _, name := range strings.Fields(p.syscalls) {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// place returns the register and the type of the parameter called name of an entry. A
// 32-bit mips machine has the first four arguments in registers, and the fourth on the
// stack for an indirect syscall.
func (e entry) place(name string) (register int, p Parameter, ok bool) {
	for i, p := range Parameters(e.name, e.goarch) {
		if p.Name == name && name != "" {
			return i, p, i < 3 || e.goarch != "mips" && e.goarch != "mipsle"
		}
	}
	return 0, p, false
}
