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

// call is a system call that a thread was in as it ended, or got a signal.
type call struct {
	number tables.Syscall
	// foreign says that it was a call of another architecture. Its number is not
	// one of the tables then.
	foreign bool
}

// evidence is what the tracer has seen of SIGSYS.
type evidence struct {
	// killed is the call for which a filter ended the program. Since Linux 5.17 the
	// kernel shows the thread that made it.
	killed *call
	// trapped is the call of the last SIGSYS that a thread was about to get from a
	// filter.
	trapped *call
	// sent says that the last SIGSYS came from a process.
	sent bool
	// last is a refused call in which a thread ended, on an older kernel.
	last *call
}

// exits notes the call in which the thread ends if SIGSYS ends it. The other
// threads of its process end with the same status, whatever they were in.
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

// signaled notes the call for which the thread is about to get SIGSYS, if a filter
// sends it.
func (t *tracer) signaled(tid int) {
	// What siginfo_t has for SIGSYS, and room for the rest of it.
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
	// The order of the first three fields is the architecture's.
	if (*unix.Siginfo)(unsafe.Pointer(&info)).Code == sysSeccomp {
		t.trapped, t.sent = &call{number: tables.Syscall(info.number)}, false
	}
}

// current returns the call that the thread, which is in a stop, is in. dead says
// that a filter has killed it for that call.
func (t *tracer) current(tid int, dead bool) (call, bool) {
	if arch, ok := architecture(tid); ok && arch != tables.AuditArch {
		return call{foreign: true}, true
	}
	// The kernel has put the registers back to what they were before the call.
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

// forgotten returns the call for which a filter has killed the thread, where the
// kernel no longer takes the thread to be in one. That of arm64 drops the number
// before the signal of a filter is acted on, but leaves the register alone.
func forgotten(tid int) (call, bool) {
	place := map[string]int{"arm64": 8, "arm": 7}[runtime.GOARCH]
	if place == 0 {
		return call{}, false
	}
	// As many as arm64 has, the most, each of the size of a word.
	var registers [34]uintptr
	into := unix.Iovec{Base: (*byte)(unsafe.Pointer(&registers))}
	into.SetLen(int(unsafe.Sizeof(registers)))
	err := ptraceRead(unix.PTRACE_GETREGSET, tid, unix.NT_PRSTATUS, unsafe.Pointer(&into))
	return call{number: tables.Syscall(registers[place])}, err == nil
}

// seccompDead is the mode of a thread that a filter has killed.
const seccompDead = "3"

// seccompMode returns the mode of the thread as in proc(5), "" if it is not known.
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

// usable reports whether proc is proc(5) with the process IDs of this process. The
// one of another PID namespace has other processes under their numbers.
func usable(proc string) bool {
	self, err := os.Readlink(filepath.Join(proc, "self"))
	return err == nil && self == strconv.Itoa(os.Getpid())
}

// architecture returns the AUDIT_ARCH of the call that the thread is in, since
// Linux 5.3.
func architecture(tid int) (uint32, bool) {
	// The head of struct ptrace_syscall_info, which every kind of stop has.
	var info struct {
		op   uint8
		arch uint32
		_    [2]uint64
	}
	err := ptraceRead(unix.PTRACE_GET_SYSCALL_INFO, tid, unsafe.Sizeof(info), unsafe.Pointer(&info))
	return info.arch, err == nil
}
