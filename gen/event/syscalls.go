package event

import (
	"iter"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// shipped holds the built-in catalog. Tests show its validity.
var shipped = sync.OnceValue(func() *catalog.Catalog {
	c, err := catalog.Shipped()
	if err != nil {
		panic(err)
	}
	return c
})

// syscalls yields the syscalls of the built-in catalog.
func syscalls() iter.Seq[*catalog.Syscall] {
	return func(yield func(*catalog.Syscall) bool) {
		for i := range shipped().Syscalls {
			if !yield(&shipped().Syscalls[i]) {
				return
			}
		}
	}
}

// byName holds the syscalls of the built-in catalog by name.
var byName = sync.OnceValue(func() map[string]*catalog.Syscall {
	names := make(map[string]*catalog.Syscall)
	for s := range syscalls() {
		names[s.Name] = s
	}
	return names
})

// x32Bit marks the numbers of x32.
const x32Bit = 1 << 30

// firstX32 is the first number of x32 with a syscall of its own. From 0 on it has those of
// amd64.
const firstX32 = 512

// x32Names lists the syscalls of x32 from firstX32 on
// (arch/x86/entry/syscalls/syscall_64.tbl).
var x32Names = []string{
	"rt_sigaction", "rt_sigreturn", "ioctl", "readv", "writev", "recvfrom", "sendmsg", "recvmsg", "execve", "ptrace",
	"rt_sigpending", "rt_sigtimedwait", "rt_sigqueueinfo", "sigaltstack", "timer_create", "mq_notify", "kexec_load",
	"waitid", "set_robust_list", "get_robust_list", "vmsplice", "move_pages", "preadv", "pwritev", "rt_tgsigqueueinfo",
	"recvmmsg", "sendmmsg", "process_vm_readv", "process_vm_writev", "setsockopt", "getsockopt", "io_setup", "io_submit",
	"execveat", "preadv2", "pwritev2",
}

// foreignName returns the name of a syscall of another calling convention, and its number
// in the table of that. The name is "" without one, and always for n32: there is no table
// of it here.
func foreignName(convention string, e Event) (name string, number uint32) {
	number = e.Number
	var table *arch.Arch
	switch convention {
	case "x32":
		number &^= x32Bit
		if number >= firstX32 {
			if i := int(number - firstX32); i < len(x32Names) {
				return x32Names[i], number
			}
			return "", number
		}
		table = e.Arch
	case "o32":
		table = arch.ByGOARCH("mips")
	case "n64":
		table = arch.ByGOARCH("mips64")
	default:
		return "", number
	}
	if s := tables()[table.Index][number]; s != nil {
		return s.Name, number
	}
	return "", number
}

// Operation returns the operation of a syscall: its own name if it is not a variant. It
// returns "" for another name.
func Operation(name string) string {
	if s := byName()[name]; s != nil {
		return s.Operation()
	}
	return ""
}
