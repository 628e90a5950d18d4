package main

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// tracer follows the threads of the program, to find the syscall that ends one.
type tracer struct {
	filter *seccomp.Filter
	// pid is the program's process.
	pid int
	// proc is the folder of proc(5), "" if it is not usable.
	proc string
	// attached is true if the program is traced.
	attached bool
	evidence
}

func newTracer(f *seccomp.Filter, pid int, proc string) *tracer {
	if !usable(proc) {
		proc = ""
	}
	return &tracer{filter: f, pid: pid, proc: proc}
}

// attach traces the first thread of the process, and the threads started by traced ones.
//
// With PTRACE_SEIZE, group stops work as without a tracer, and execve sends no SIGTRAP.
func attach(pid int) error {
	const options = unix.PTRACE_O_TRACEEXIT | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_EXITKILL
	return ptrace(unix.PTRACE_SEIZE, pid, 0, options)
}

// stopped continues a stopped thread. changed is true if the program itself stopped or
// continued.
func (t *tracer) stopped(tid int, status unix.WaitStatus) (stopped, changed bool) {
	if !t.attached {
		return true, tid == t.pid
	}
	signal, event := status.StopSignal(), int(status>>16)
	switch {
	case !t.ours(tid):
		// A process started by the program with clone(2).
		if event != 0 {
			signal = 0
		}
		_ = ptrace(unix.PTRACE_DETACH, tid, 0, uintptr(signal))
	case event == unix.PTRACE_EVENT_STOP && signal != unix.SIGTRAP:
		// Stopped by a signal. The thread stays stopped, and reports its continuation.
		_ = ptrace(unix.PTRACE_LISTEN, tid, 0, 0)
		return true, tid == t.pid
	case event == unix.PTRACE_EVENT_STOP:
		_ = unix.PtraceCont(tid, 0)
		return false, tid == t.pid
	case event != 0:
		if event == unix.PTRACE_EVENT_EXIT {
			t.exits(tid)
		}
		_ = unix.PtraceCont(tid, 0)
	default:
		if signal == unix.SIGSYS {
			t.signaled(tid)
		}
		_ = unix.PtraceCont(tid, int(signal))
	}
	return false, false
}

// ours reports whether tid is a thread of the program's process. Unlike the Tgid in proc(5),
// it needs no /proc.
func (t *tracer) ours(tid int) bool {
	return tid == t.pid || unix.Tgkill(t.pid, tid, 0) != unix.ESRCH
}

// ptrace makes a ptrace(2) request missing in x/sys/unix.
func ptrace(request, tid int, addr, data uintptr) error {
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, uintptr(request), uintptr(tid), addr, data, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// ptraceRead makes a ptrace(2) request with a result in data.
func ptraceRead(request, tid int, addr uintptr, data unsafe.Pointer) error {
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, uintptr(request), uintptr(tid), addr, uintptr(data), 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
