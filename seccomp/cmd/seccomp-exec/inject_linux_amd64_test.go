package main

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// injected is code to make a syscall and exit: with 1 if the syscall failed, else 0.
type injected struct {
	name      string
	number    uint64
	arguments []any
	// compat makes it through the 32-bit ABI.
	compat bool
}

// inject returns the code for a syscall. Strings are passed by address.
func inject(name string, number uint64, arguments ...any) injected {
	return injected{name, number, arguments, false}
}

// code returns the instructions and their strings, to be placed at an address.
func (x injected) code(at uint64) []byte {
	const size = 512
	code, data := []byte{}, []byte{}
	set := func(register string, value uint64) {
		code = binary.LittleEndian.AppendUint64(append(code, register...), value)
	}
	set("\x48\xb8", x.number) // RAX
	// RDI, RSI, RDX, R10, R8, R9, and for 32-bit programs RBX, RCX, RDX
	registers := []string{"\x48\xbf", "\x48\xbe", "\x48\xba", "\x49\xba", "\x49\xb8", "\x49\xb9"}
	enter := "\x0f\x05" // SYSCALL
	if x.compat {
		registers, enter = []string{"\x48\xbb", "\x48\xb9", "\x48\xba"}, "\xcd\x80" // INT $0x80
	}
	for i, a := range x.arguments {
		switch a := a.(type) {
		case int:
			set(registers[i], uint64(a))
		case string:
			set(registers[i], at+size+uint64(len(data)))
			data = append(data, a+"\x00"...)
		}
	}
	code = append(code, enter...)
	code = append(code, "\x48\xc1\xe8\x3f\x48\x89\xc7"...) // SHRQ $63, RAX; MOVQ RAX, RDI
	set("\x48\xb8", unix.SYS_EXIT_GROUP)
	code = append(code, "\x0f\x05"...)
	return append(append(code, make([]byte, size-len(code))...), data...)
}

// afterSyscall returns the address after the SYSCALL instruction of Go's Syscall6. The
// thread continues there after wait4.
func afterSyscall(t *testing.T) uint64 {
	t.Helper()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	file, err := elf.Open(command)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	symbols, err := file.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	text := file.Section(".text")
	for _, s := range symbols {
		if s.Name != "internal/runtime/syscall/linux.Syscall6" {
			continue
		}
		function := make([]byte, s.Size)
		if _, err := text.ReadAt(function, int64(s.Value-text.Addr)); err != nil {
			t.Fatal(err)
		}
		if i := bytes.Index(function, []byte("\x0f\x05")); i >= 0 {
			return s.Value + uint64(i) + 2
		}
	}
	t.Fatal("no SYSCALL in Syscall6")
	return 0
}

// escapes lists attempts of injected code.
func escapes(marker string) []injected {
	const here = unix.AT_FDCWD
	const clone = unix.CLONE_VM | unix.CLONE_SIGHAND | unix.CLONE_THREAD | unix.CLONE_NEWNS
	foreign := inject("execve of 386", 11, 0, 0, 0)
	foreign.compat = true
	return []injected{
		foreign,
		inject("execve", unix.SYS_EXECVE, "/bin/true", 0, 0),
		inject("execve of x32", 1<<30|520, "/bin/true", 0, 0),
		inject("execveat", unix.SYS_EXECVEAT, here, "/bin/true", 0, 0, 0),
		inject("openat to write", unix.SYS_OPENAT, here, marker, unix.O_WRONLY|unix.O_CREAT, 0o600),
		inject("openat to read and write", unix.SYS_OPENAT, here, "/dev/null", unix.O_RDWR),
		inject("openat of an unnamed file", unix.SYS_OPENAT, here, filepath.Dir(marker), unix.O_TMPFILE|unix.O_RDWR, 0o600),
		inject("open", unix.SYS_OPEN, marker, unix.O_WRONLY|unix.O_CREAT, 0o600),
		inject("creat", unix.SYS_CREAT, marker, 0o600),
		inject("mkdir", unix.SYS_MKDIR, marker, 0o700),
		inject("mknod", unix.SYS_MKNOD, marker, unix.S_IFREG|0o600),
		inject("memfd_create", unix.SYS_MEMFD_CREATE, "x", 0),
		inject("socket", unix.SYS_SOCKET, unix.AF_INET, unix.SOCK_STREAM, 0),
		inject("fork", unix.SYS_FORK),
		inject("clone of a process", unix.SYS_CLONE, int(unix.SIGCHLD), 0),
		inject("clone of a namespace", unix.SYS_CLONE, clone, 0),
		inject("mmap of code", unix.SYS_MMAP, 0, 4096, unix.PROT_READ|unix.PROT_EXEC, unix.MAP_PRIVATE|unix.MAP_ANON, -1, 0),
		inject("mprotect of code", unix.SYS_MPROTECT, 0x400000, 4096, unix.PROT_READ|unix.PROT_WRITE|unix.PROT_EXEC),
		inject("ptrace to attach", unix.SYS_PTRACE, unix.PTRACE_ATTACH, 1, 0, 0),
		inject("ptrace to seize", unix.SYS_PTRACE, unix.PTRACE_SEIZE, 1, 0, 0),
		inject("ptrace to write", unix.SYS_PTRACE, unix.PTRACE_POKETEXT, 1, 0, 0),
		inject("ptrace with a high bit", unix.SYS_PTRACE, 1<<32|unix.PTRACE_SEIZE, 1, 0, 0),
		inject("process_vm_writev", unix.SYS_PROCESS_VM_WRITEV, 1, 0, 0, 0, 0, 0),
		inject("pidfd_open", unix.SYS_PIDFD_OPEN, 1, 0),
		inject("pidfd_getfd", unix.SYS_PIDFD_GETFD, 0, 0, 0),
		inject("ioctl for a descriptor", unix.SYS_IOCTL, 0, unix.SECCOMP_IOCTL_NOTIF_ADDFD, 0),
		inject("seccomp", unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, 0),
		inject("prctl", unix.SYS_PRCTL, unix.PR_SET_DUMPABLE, 1, 0, 0, 0),
		inject("kill of all", unix.SYS_KILL, -1, 0),
		inject("bpf", unix.SYS_BPF, 0, 0, 0),
		inject("io_uring_setup", unix.SYS_IO_URING_SETUP, 1, 0),
		inject("setuid", unix.SYS_SETUID, 0),
		inject("unshare", unix.SYS_UNSHARE, 0),
	}
}

// ways lists the ways of root to write code to the supervisor, by profile.
var ways = []struct{ profile, how string }{{"essential", "mem"}, {"network", "mem"}, {"allow-all", "mem"}, {"allow-all", "poke"}, {"network -report", "mem"}}

// Every attempt of code injected by root kills the supervisor. Syscalls newer than the
// baseline fail, and the code exits with 1.
func TestInjectedCodeGainsNothing(t *testing.T) {
	at := afterSyscall(t)
	for _, way := range ways {
		run := func(x injected) (result, unix.WaitStatus) {
			got, status := attack(t, root, way.profile, way.how, fmt.Sprintf("%x", at), hex.EncodeToString(x.code(at)))
			return got, unix.WaitStatus(status)
		}
		// Without this, the attempts would prove nothing.
		hello := inject("write", unix.SYS_WRITE, 2, "injected\n", 9)
		// Several threads of the supervisor may come by the code, on a busy machine.
		got, _ := run(hello)
		if lines := strings.Count(got.stderr, "injected\n"); lines == 0 || got != (result{0, "", strings.Repeat("injected\n", lines)}) {
			t.Errorf("%s, %s: no code was injected: %+v", way.profile, way.how, got)
			continue
		}
		for _, x := range escapes(filepath.Join(t.TempDir(), "marker")) {
			got, status := run(x)
			fails := x.number >= unix.SYS_PIDFD_SEND_SIGNAL && x.number < 1<<30
			if fails && got != (result{1, "", ""}) || !fails && (!status.Signaled() || status.Signal() != unix.SIGSYS) {
				t.Errorf("%s, %s: %s: %+v", way.profile, way.how, x.name, got)
			}
		}
	}
}

// Nobody has no way to write code.
func TestNobodyInjectsNothing(t *testing.T) {
	at := afterSyscall(t)
	for _, way := range ways {
		x := inject("execve", unix.SYS_EXECVE, "/bin/true", 0, 0)
		got, _ := attack(t, nobody, way.profile, way.how, fmt.Sprintf("%x", at), hex.EncodeToString(x.code(at)))
		if got.code != 3 || got.stdout != "cannot write\n" {
			t.Errorf("%s, %s: %+v", way.profile, way.how, got)
		}
	}
}
