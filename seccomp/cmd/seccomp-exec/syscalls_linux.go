package main

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/ptrace"
)

// info is the head of struct ptrace_syscall_info, with the fields for the start of a syscall
// (include/uapi/linux/ptrace.h).
type info struct {
	op        uint8
	arch      uint32
	_         [2]uint64
	number    uint64
	arguments [6]uint64
}

// syscallInfo returns the syscall of a stopped thread, since Linux 5.3. A test replaces it.
var syscallInfo = func(tid int) (i info, ok bool) {
	err := ptrace.Read(unix.PTRACE_GET_SYSCALL_INFO, tid, unsafe.Sizeof(i), unsafe.Pointer(&i))
	return i, err == nil
}

// inSyscall handles the stop of a thread at the start or the end of a syscall. The filter of
// the program refuses it.
func (t *tracer) inSyscall(tid int) {
	e, ok := t.begun(tid)
	if ok && refuses(t.judge.value(e)) {
		t.report.add(e, tid)
	}
}

// begun returns the syscall that a thread begins. ok is false at the end of one. Older kernels
// do not tell the two: they take turns.
func (t *tracer) begun(tid int) (e event.Event, ok bool) {
	if i, known := syscallInfo(tid); known {
		e = event.Event{Arch: byAudit(i.arch), Number: uint32(i.number), Args: i.arguments, Known: event.AllArguments}
		return e, i.op == unix.PTRACE_SYSCALL_INFO_ENTRY && e.Arch != nil
	}
	begins := t.outside[tid]
	t.outside[tid] = !begins
	if !begins {
		return e, false
	}
	e, ok = t.current(tid, false)
	return e, ok && e.Arch != nil && e.Known == event.AllArguments
}
