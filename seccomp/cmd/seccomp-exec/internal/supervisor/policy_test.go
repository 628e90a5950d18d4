package supervisor_test

import (
	_ "embed"
	"fmt"
	"go/constant"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

//go:embed policy.csv
var rows []byte

const shipped = "../../../../../syscalls.csv"

// programs returns the programs of every profile for every architecture.
func programs(t *testing.T) []*compile.Compiled {
	t.Helper()
	text, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load(shipped, text)
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load("policy.csv", rows, c)
	if err != nil {
		t.Fatal(err)
	}
	var selected []*arch.Arch
	for _, goarch := range oracle.GOARCHes() {
		selected = append(selected, arch.ByGOARCH(goarch))
	}
	decisions, _, err := p.Decide(argset.NewSpace(), selected)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: selected})
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// machine makes syscalls on one architecture, under one profile.
type machine struct {
	goarch   string
	numbers  map[string]uint32
	compiled *compile.Compiled
}

// compiled holds the machines of all tests.
var compiled []machine

func machines(t *testing.T) []machine {
	t.Helper()
	if compiled != nil {
		return compiled
	}
	o, err := oracle.Read(shipped)
	if err != nil {
		t.Fatal(err)
	}
	var list []machine
	for _, compiled := range programs(t) {
		list = append(list, machine{compiled.Arch.GOARCH, o.Numbers(compiled.Arch.GOARCH), compiled})
	}
	if len(list) != 3*13 {
		t.Fatalf("%d programs", len(list))
	}
	compiled = list
	return list
}

// action returns the action for a syscall. ok is false if the architecture lacks it. An argument is a number, or names of constants with | between them.
func (m machine) action(t *testing.T, name string, arguments ...any) (action uint32, ok bool) {
	t.Helper()
	number, ok := m.numbers[name]
	if !ok {
		return 0, false
	}
	d := prove.Data{Nr: number, Arch: oracle.AuditArch[m.goarch], BigEndian: m.compiled.Arch.BigEndian}
	for i, a := range arguments {
		switch a := a.(type) {
		case int:
			d.Args[i] = uint64(a)
		case uint64:
			d.Args[i] = a
		case string:
			d.Args[i] = m.constant(t, a)
		}
	}
	if m.compiled.Arch.Width == 32 {
		for i := range d.Args {
			d.Args[i] = uint64(uint32(d.Args[i]))
		}
	}
	action, _, err := prove.Execute(m.compiled.Program.Instructions, d)
	if err != nil {
		t.Fatal(err)
	}
	return action, true
}

func (m machine) constant(t *testing.T, names string) (bits uint64) {
	t.Helper()
	for name := range strings.SplitSeq(names, "|") {
		value, ok := constants.Value(name, arch.ByGOARCH(m.goarch))
		if !ok {
			t.Fatalf("%s: no constant %s", m.goarch, name)
		}
		v, exact := constant.Uint64Val(value)
		if !exact {
			t.Fatalf("%s: %s", name, value)
		}
		bits |= v
	}
	return bits
}

// String returns the profile and the architecture.
func (m machine) String() string { return m.compiled.Name + " on " + m.goarch }

// syscall is one with arguments.
type syscall struct {
	name      string
	arguments []any
}

func call(name string, arguments ...any) syscall { return syscall{name, arguments} }

const here = -100 // AT_FDCWD

// attacks lists syscalls to be refused.
func attacks() []syscall {
	list := []syscall{
		call("open", 0, "O_WRONLY"), call("open", 0, "O_RDWR|O_CREAT|O_TRUNC"), call("creat"), call("openat2", here),
		call("mprotect", 0, 4096, "PROT_EXEC"), call("mprotect", 0, 4096, "PROT_READ|PROT_WRITE|PROT_EXEC"),
		call("pkey_mprotect", 0, 4096, "PROT_EXEC"), call("mremap"), call("remap_file_pages"), call("shmat"),
		call("prctl", "PR_SET_DUMPABLE", 1), call("prctl", "PR_SET_PTRACER", 1), call("prctl", "PR_SET_MM"), call("prctl", "PR_SET_SECCOMP"),
		call("kill", -1, "SIGKILL"), call("kill", 0, "SIGKILL"), call("tgkill", 1, 1, "SIGKILL"), call("tkill", 1, "SIGKILL"),
		call("write", 1), call("write", 3), call("write", 9), call("ioctl", 0, "TIOCSTI"), call("ioctl", 0, "TIOCSPGRP"),
		call("openat", 3, 0, "O_RDONLY"), call("personality", 0x400000), call("readlinkat", 3), call("readlink"),
		call("ioctl", 3, "SECCOMP_IOCTL_NOTIF_ADDFD"), call("ioctl", 3, "SECCOMP_IOCTL_NOTIF_SET_FLAGS"),
	}
	for _, flags := range []string{
		"O_WRONLY", "O_RDWR", "O_CREAT", "O_WRONLY|O_CLOEXEC", "O_RDWR|O_LARGEFILE", "O_TRUNC", "O_TMPFILE|O_RDWR", "O_APPEND", "O_PATH",
		"O_WRONLY|O_RDWR", "O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC",
	} {
		list = append(list, call("openat", here, 0, flags))
	}
	for _, access := range []string{"PROT_EXEC", "PROT_READ|PROT_EXEC", "PROT_READ|PROT_WRITE|PROT_EXEC", "PROT_READ|PROT_EXEC|PROT_GROWSDOWN"} {
		list = append(list, call("mmap", 0, 4096, access, "MAP_PRIVATE|MAP_ANONYMOUS"), call("mmap2", 0, 4096, access, "MAP_PRIVATE|MAP_ANONYMOUS"))
	}
	for _, request := range []string{
		"PTRACE_TRACEME", "PTRACE_ATTACH", "PTRACE_SEIZE", "PTRACE_POKETEXT", "PTRACE_POKEDATA", "PTRACE_POKEUSR", "PTRACE_SETREGSET",
		"PTRACE_SETSIGINFO", "PTRACE_SETSIGMASK", "PTRACE_SINGLESTEP", "PTRACE_INTERRUPT", "PTRACE_KILL",
		"PTRACE_PEEKTEXT", "PTRACE_PEEKDATA", "PTRACE_SECCOMP_GET_FILTER",
	} {
		list = append(list, call("ptrace", request, 1))
	}
	// PTRACE_SETREGS and PTRACE_SETFPREGS, also where they have no name. 7, 17 and 24 are
	// PTRACE_CONT, PTRACE_DETACH and PTRACE_SYSCALL.
	for request := range 64 {
		if request != 7 && request != 17 && request != 24 {
			list = append(list, call("ptrace", request, 1))
		}
	}
	for _, flags := range []string{
		"SIGCHLD", "CLONE_VM|CLONE_VFORK|SIGCHLD", "CLONE_VM|CLONE_SIGHAND|CLONE_THREAD|CLONE_NEWUSER", "CLONE_NEWPID|SIGCHLD", "CLONE_VM|CLONE_SIGHAND",
	} {
		list = append(list, call("clone", flags, flags))
	}
	for _, name := range []string{
		"execve", "execveat", "fork", "vfork", "clone3", "socket", "socketpair", "socketcall", "connect", "bind", "sendto", "sendmsg", "accept4",
		"process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_open", "pidfd_getfd", "seccomp", "memfd_create", "memfd_secret", "userfaultfd",
		"io_uring_setup", "bpf", "perf_event_open", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "splice", "copy_file_range", "unlink", "unlinkat",
		"rename", "renameat", "renameat2", "linkat", "symlinkat", "mkdir", "mkdirat", "mknod", "mknodat", "chmod", "fchmodat", "chown", "fchownat", "truncate",
		"ftruncate", "mount", "umount2", "setuid", "setresuid", "capset", "unshare", "setns", "chroot", "pivot_root", "init_module", "finit_module", "kexec_load",
		"reboot", "open_by_handle_at", "dup", "dup2", "dup3", "fcntl", "syscall", "ipc", "uselib", "arch_prctl", "modify_ldt", "prlimit64", "setpgid", "setsid",
	} {
		list = append(list, call(name))
	}
	return list
}

// newer reports whether a syscall is newer than the baseline and has no row.
func newer(name string) bool {
	return slices.Contains([]string{"openat2", "process_madvise", "pidfd_open", "pidfd_getfd", "memfd_secret", "io_uring_setup"}, name)
}

func TestAttacksAreRefused(t *testing.T) {
	for _, m := range machines(t) {
		for _, a := range attacks() {
			value, ok := m.action(t, a.name, a.arguments...)
			// These fail with an errno: see policy.csv. Syscalls newer than the baseline do so
			// without a row.
			survived := a.name == "clone3" || a.name == "write" || newer(a.name)
			unseen := m.goarch == "s390x" && a.name == "mmap"
			switch {
			case !ok:
			case unseen:
			case survived && value&^0xffff != action.Errno, !survived && value != action.KillProcess:
				t.Errorf("%s: %s%v: %#x", m, a.name, a.arguments, value)
			}
		}
	}
}

// extra lists the syscalls of -report, by the profile that allows them alone.
var extra = map[string][]syscall{
	"listener": {
		call("ioctl", 3, "SECCOMP_IOCTL_NOTIF_RECV"), call("ioctl", 3, "SECCOMP_IOCTL_NOTIF_SEND"), call("ioctl", 3, "SECCOMP_IOCTL_NOTIF_ID_VALID"),
		call("poll"), call("ppoll"), call("readlinkat", here),
	},
	"tracer": {call("ptrace", "PTRACE_SYSCALL", 1), call("readlinkat", here)},
}

// The supervisor of a run without -report cannot answer for a filter, nor the one with a
// listener trace syscalls.
func TestNeedsOfReport(t *testing.T) {
	for _, m := range machines(t) {
		own := make(map[string]bool)
		for _, x := range extra[m.compiled.Name] {
			own[fmt.Sprint(x)] = true
		}
		for _, list := range extra {
			for _, x := range list {
				value, ok := m.action(t, x.name, x.arguments...)
				if allowed := value == action.Allow; ok && allowed != own[fmt.Sprint(x)] {
					t.Errorf("%s: %v: %#x", m, x, value)
				}
			}
		}
	}
}

// In the high half of an argument nothing is hidden.
func TestHighHalves(t *testing.T) {
	const high = uint64(1) << 40
	for _, m := range machines(t) {
		if m.compiled.Arch.Width != 64 {
			continue
		}
		for _, a := range []syscall{
			call("ptrace", high|16, 1), call("openat", here, 0, high|1), call("kill", high|0xffffffff, 9), call("tgkill", 1, 1, high|9), call("prctl", high|4, 1),
			call("clone", high|17, high|17),
		} {
			if value, _ := m.action(t, a.name, a.arguments...); value != action.KillProcess {
				t.Errorf("%s: %s%v: %#x", m, a.name, a.arguments, value)
			}
		}
	}
}

// The supervisor's own syscalls are allowed.
func TestNeedsAreAllowed(t *testing.T) {
	const threads = "CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_SYSVSEM|CLONE_THREAD"
	for _, m := range machines(t) {
		memory := call("mmap", 0, 4096, "PROT_READ|PROT_WRITE", "MAP_PRIVATE|MAP_ANONYMOUS")
		if m.goarch == "386" || m.goarch == "arm" {
			memory.name = "mmap2"
		}
		for _, n := range []syscall{
			call("wait4"), call("ptrace", "PTRACE_CONT"), call("ptrace", "PTRACE_LISTEN"), call("ptrace", "PTRACE_DETACH"), call("ptrace", "PTRACE_SETOPTIONS"),
			call("ptrace", "PTRACE_GETSIGINFO"), call("ptrace", "PTRACE_GETEVENTMSG"), call("ptrace", "PTRACE_GETREGSET"), call("ptrace", "PTRACE_GET_SYSCALL_INFO"),
			call("kill", 1, "SIGTERM"), call("pidfd_send_signal", 3, "SIGTERM"), call("tgkill", 1, 1, 0), call("tgkill", 1, 1, "SIGURG"),
			call("openat", here, 0, "O_CLOEXEC|O_LARGEFILE"), call("openat", here, 0, "O_NOCTTY|O_CLOEXEC|O_LARGEFILE"), call("read"), call("close"),
			call("ioctl", 5, "TIOCGPGRP"), call("getpgid"), call("write", 0), call("write", 2), call("exit"), call("exit_group"), memory,
			call("munmap"), call("madvise"), call("futex"), call("nanosleep"), call("restart_syscall"), call("sched_yield"), call("sched_getaffinity"),
			call("pread64"), call("clock_gettime"), call("getpid"), call("gettid"), call("rt_sigaction"), call("rt_sigprocmask"), call("rt_sigreturn"),
			call("sigaltstack"), call("epoll_create1"), call("eventfd2"), call("epoll_ctl"), call("epoll_pwait"), call("clone", threads, threads),
		} {
			if value, ok := m.action(t, n.name, n.arguments...); !ok || value != action.Allow {
				t.Errorf("%s: %s%v: %#x, %t", m, n.name, n.arguments, value, ok)
			}
		}
		for _, name := range []string{"futex_time64", "clock_gettime64", "set_thread_area"} {
			value, ok := m.action(t, name)
			if needed := name != "set_thread_area" || m.goarch == "386"; ok && needed && value != action.Allow {
				t.Errorf("%s: %s: %#x", m, name, value)
			}
		}
	}
}
