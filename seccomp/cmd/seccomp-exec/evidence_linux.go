package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// call is the syscall of a thread at its end, or at a signal.
type call struct {
	number tables.Syscall
	// foreign is true for a syscall of another architecture. The tables do not hold its
	// number.
	foreign bool
}

// evidence holds the tracer's observations of SIGSYS.
type evidence struct {
	// killed is the syscall refused by a filter with the end of the program. The kernel
	// shows its thread since Linux 5.17.
	killed *call
	// trapped is the syscall of the last SIGSYS from a filter.
	trapped *call
	// sent is true if the last SIGSYS came from a process.
	sent bool
	// last is a refused syscall at the end of a thread, on an older kernel.
	last *call
}

// exits records the syscall of a thread ended by SIGSYS. The other threads of its process end
// with the same status, in any syscall.
func (t *tracer) exits(tid int) {
	status, err := unix.PtraceGetEventMsg(tid)
	if err != nil || unix.WaitStatus(status).Signal() != unix.SIGSYS {
		return
	}
	dead := t.seccompMode(tid) == seccompDead
	c, ok := t.current(tid, dead)
	switch {
	case !ok:
	case dead:
		t.killed = &c
	case c.foreign || !t.filter.Allowed(c.number):
		t.last = &c
	}
}

// signaled records the syscall of a thread about to get SIGSYS from a filter.
func (t *tracer) signaled(tid int) {
	// The fields of siginfo_t for SIGSYS, and room for the rest.
	var info struct {
		_      [3]int32
		_      uintptr
		number int32
		_      unix.Siginfo
	}
	if ptraceRead(unix.PTRACE_GETSIGINFO, tid, 0, unsafe.Pointer(&info)) != nil {
		return
	}
	const sysSeccomp = 1 // SYS_SECCOMP
	t.trapped, t.sent = nil, true
	// The order of the first three fields depends on the architecture.
	if (*unix.Siginfo)(unsafe.Pointer(&info)).Code == sysSeccomp {
		t.trapped, t.sent = &call{number: tables.Syscall(info.number)}, false
	}
}

// current returns the syscall of a stopped thread. dead is true if a filter has killed the
// thread for it.
func (t *tracer) current(tid int, dead bool) (call, bool) {
	if arch, ok := architecture(tid); ok && arch != tables.AuditArch {
		return call{foreign: true}, true
	}
	// The kernel has restored the registers from before the syscall.
	text, err := t.read(tid, "syscall")
	if err != nil {
		return call{}, false
	}
	first, _, _ := bytes.Cut(text, []byte(" "))
	number, err := strconv.ParseInt(string(first), 10, 64)
	switch {
	case err != nil:
		return call{}, false
	case number >= 0:
		return call{number: tables.Syscall(number)}, true
	case dead:
		return forgotten(tid)
	}
	return call{}, false
}

// forgotten returns the syscall of a thread killed by a filter, from its register. The kernel
// of arm64 drops the number before the filter's signal, but keeps the register.
func forgotten(tid int) (call, bool) {
	place := map[string]int{"arm64": 8, "arm": 7}[runtime.GOARCH]
	if place == 0 {
		return call{}, false
	}
	// The registers of arm64, the most of all, each a word.
	var registers [34]uintptr
	into := unix.Iovec{Base: (*byte)(unsafe.Pointer(&registers))}
	into.SetLen(int(unsafe.Sizeof(registers)))
	err := ptraceRead(unix.PTRACE_GETREGSET, tid, unix.NT_PRSTATUS, unsafe.Pointer(&into))
	return call{number: tables.Syscall(registers[place])}, err == nil
}

// seccompDead is the mode of a thread killed by a filter.
const seccompDead = "3"

// seccompMode returns the mode of the thread in proc(5), "" if unknown.
func (t *tracer) seccompMode(tid int) string {
	text, _ := t.read(tid, "status")
	_, mode, _ := bytes.Cut(text, []byte("\nSeccomp:\t"))
	mode, _, _ = bytes.Cut(mode, []byte("\n"))
	return string(mode)
}

// read returns a file of the thread in proc(5).
func (t *tracer) read(tid int, name string) ([]byte, error) {
	if t.proc == "" {
		return nil, os.ErrNotExist
	}
	return readFile(filepath.Join(t.proc, strconv.Itoa(t.pid), "task", strconv.Itoa(tid), name))
}

// usable reports whether proc is proc(5) of this PID namespace. That of another namespace has
// other processes under the same IDs.
func usable(proc string) bool {
	self, err := os.Readlink(filepath.Join(proc, "self"))
	return err == nil && self == strconv.Itoa(os.Getpid())
}

// architecture returns the AUDIT_ARCH value of the thread's syscall, since Linux 5.3.
func architecture(tid int) (uint32, bool) {
	// The head of struct ptrace_syscall_info, the same for every kind of stop.
	var info struct {
		op   uint8
		arch uint32
		_    [2]uint64
	}
	err := ptraceRead(unix.PTRACE_GET_SYSCALL_INFO, tid, unsafe.Sizeof(info), unsafe.Pointer(&info))
	return info.arch, err == nil
}
