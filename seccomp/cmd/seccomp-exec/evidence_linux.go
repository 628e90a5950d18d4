package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/ptrace"
)

// evidence holds the tracer's observations of SIGSYS.
type evidence struct {
	// killed is the syscall refused by a filter with the end of the program. The kernel
	// shows its thread since Linux 5.17.
	killed *event.Event
	// trapped is the syscall of the last SIGSYS from a filter.
	trapped *event.Event
	// sent is true if the last SIGSYS came from a process.
	sent bool
	// last is a refused syscall at the end of a thread, on an older kernel.
	last *event.Event
}

// exits records the syscall of a thread ended by SIGSYS. The other threads of its process end
// with the same status, in any syscall.
func (t *tracer) exits(tid int) {
	other := t.others[tid]
	delete(t.others, tid)
	delete(t.outside, tid)
	status, err := unix.PtraceGetEventMsg(tid)
	if err != nil || unix.WaitStatus(status).Signal() != unix.SIGSYS {
		return
	}
	own := t.ours(tid)
	found := &t.own
	if !own {
		found = &other
	}
	dead := t.seccompMode(tid) == seccompDead
	e, ok := t.current(tid, dead)
	switch {
	case !ok:
	case dead:
		found.killed = &e
	case e.Arch == nil || !t.judge.allows(e):
		found.last = &e
	}
	if !own {
		t.otherExits(tid, found)
	}
}

// otherExits prints a line for a killed process, at the end of the thread that made the
// refused syscall.
func (t *tracer) otherExits(tid int, found *evidence) {
	for _, e := range []*event.Event{found.killed, found.trapped, found.last} {
		if e != nil && (e != found.last || !found.sent) {
			t.lines.print(quoted(t.name(tid)), t.judge.killedBy(*e), *e)
			return
		}
	}
}

// signaled records the syscall of a thread about to get SIGSYS from a filter.
func (t *tracer) signaled(tid int) {
	// The fields of siginfo_t for SIGSYS, and room for the rest.
	var info struct {
		_      [3]int32
		_      uintptr
		number int32
		arch   uint32
		_      unix.Siginfo
	}
	if ptrace.Read(unix.PTRACE_GETSIGINFO, tid, 0, unsafe.Pointer(&info)) != nil {
		return
	}
	found := evidence{sent: true}
	const sysSeccomp = 1 // SYS_SECCOMP
	// The order of the first three fields depends on the architecture.
	if (*unix.Siginfo)(unsafe.Pointer(&info)).Code == sysSeccomp {
		e := event.Event{Arch: byAudit(info.arch), Number: uint32(info.number)}
		if now, ok := t.current(tid, true); ok && now.Number == e.Number && now.Arch == e.Arch {
			e = now
		}
		found = evidence{trapped: &e}
	}
	if t.ours(tid) {
		t.own.trapped, t.own.sent = found.trapped, found.sent
	} else {
		t.others[tid] = found
	}
}

// current returns the syscall of a stopped thread. dead is true if a filter has refused it
// with a signal. Of a syscall on another architecture without a number, the architecture is
// nil.
func (t *tracer) current(tid int, dead bool) (event.Event, bool) {
	e := event.Event{Arch: native}
	if audit, ok := architecture(tid); ok {
		e.Arch = byAudit(audit)
	}
	if e.Arch == nil || t.numbered(tid, &e, dead) {
		return e, true
	}
	return event.Event{}, e.Arch != native
}

// numbered sets the number of the syscall and its arguments. The kernel has restored the
// registers from before the syscall.
func (t *tracer) numbered(tid int, e *event.Event, dead bool) bool {
	text, err := t.read(tid, "syscall")
	if err != nil {
		return false
	}
	number, rest, _ := strings.Cut(string(text), " ")
	switch n, err := strconv.ParseInt(number, 10, 64); {
	case err != nil:
		return false
	case n < 0:
		return dead && forgotten(tid, e)
	default:
		e.Number = uint32(n)
		e.Args, e.Known = arguments(rest)
		return true
	}
}

// arguments reads the arguments after the number in /proc/TID/syscall.
func arguments(text string) (list [6]uint64, known event.Arguments) {
	fields := strings.Fields(text)
	if len(fields) < len(list) {
		return list, 0
	}
	for i := range list {
		v, err := strconv.ParseUint(fields[i], 0, 64)
		if err != nil {
			return list, 0
		}
		list[i] = v
	}
	return list, event.AllArguments
}

// forgotten sets the number of a syscall refused by a filter, and its arguments, from the
// registers. The kernel of arm64 drops the number before the filter's signal, but keeps the
// registers.
func forgotten(tid int, e *event.Event) bool {
	place, ok := map[string]int{"arm64": 8, "arm": 7}[e.Arch.GOARCH]
	if !ok {
		return false
	}
	// The registers of arm64, the most of all.
	var registers [34]uint64
	into := unix.Iovec{Base: (*byte)(unsafe.Pointer(&registers))}
	into.SetLen(int(unsafe.Sizeof(registers)))
	if ptrace.Read(unix.PTRACE_GETREGSET, tid, unix.NT_PRSTATUS, unsafe.Pointer(&into)) != nil {
		return false
	}
	register := func(i int) uint64 { return registers[i] }
	if e.Arch.Width == 32 {
		// Two in a word, on little-endian machines.
		register = func(i int) uint64 { return uint64(uint32(registers[i/2] >> (i % 2 * 32))) }
	}
	e.Number, e.Known = uint32(register(place)), event.AllArguments
	for i := range e.Args {
		e.Args[i] = register(i)
	}
	return true
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
	return readFile(filepath.Join(t.proc, strconv.Itoa(tid), name))
}

// name returns the name of a thread's process as it was started, or the kernel's name of
// the thread.
func (t *tracer) name(tid int) string {
	text, _ := t.read(tid, "cmdline")
	if first, _, _ := bytes.Cut(text, []byte{0}); len(first) > 0 {
		return string(first)
	}
	text, _ = t.read(tid, "comm")
	return strings.TrimSuffix(string(text), "\n")
}

// usable reports whether proc is proc(5) of this PID namespace. That of another namespace has
// other processes under the same IDs.
func usable(proc string) bool {
	self, err := os.Readlink(filepath.Join(proc, "self"))
	return err == nil && self == strconv.Itoa(os.Getpid())
}

// architecture returns the AUDIT_ARCH value of the thread's syscall, since Linux 5.3.
func architecture(tid int) (uint32, bool) {
	info, ok := syscallInfo(tid)
	return info.arch, ok
}
