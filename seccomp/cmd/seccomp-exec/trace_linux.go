package main

import (
	"io"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/ptrace"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// tracer follows the threads of the program, to find the syscall that ends one. It follows
// those of other processes too if it may: those started by the program, and by these.
type tracer struct {
	judge *judge
	// pid is the program's process.
	pid int
	// proc is the folder of proc(5), "" if it is not usable.
	proc string
	// attached is true if the program is traced.
	attached bool
	// family is true if other processes are traced too.
	family bool
	// report receives every refused syscall, for -report without a listener. It is nil
	// otherwise.
	report *refusals
	lines  *lines
	// own is the evidence of the program, others that of threads of other processes.
	own    evidence
	others map[int]evidence
	// known holds the threads of other processes. executed is true once the program runs.
	// outside holds the threads last seen at the end of a syscall.
	known    map[int]bool
	executed bool
	outside  map[int]bool
}

func newTracer(j *judge, pid int, proc string, stderr io.Writer) *tracer {
	if !usable(proc) {
		proc = ""
	}
	return &tracer{
		judge: j, pid: pid, proc: proc, family: !mayTrace(j.filter) && mayKill(j.filter), lines: &lines{stderr: stderr, seen: make(map[string]bool)},
		others: make(map[int]evidence), known: make(map[int]bool), outside: make(map[int]bool),
	}
}

// mayTrace reports whether a program under f may trace its own children. A process has one
// tracer.
func mayTrace(f *seccomp.Filter) bool {
	return f.Allowed(tables.SYS_PTRACE) || f.Violation() == seccomp.Log
}

// mayKill reports whether f kills for a native syscall.
func mayKill(f *seccomp.Filter) bool {
	if v := f.Violation(); v <= seccomp.Trap {
		return true
	}
	for s := range tables.AllowAll().All() {
		value, ok := f.Profile().Overrides(s)
		if a, _, _ := action.Of(value); ok && refuses(value) && a.Value != action.Errno {
			return true
		}
	}
	return false
}

// The options of traced threads.
const (
	optionsOwn    = unix.PTRACE_O_TRACEEXIT | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_EXITKILL
	optionsFamily = unix.PTRACE_O_TRACEEXIT | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEFORK | unix.PTRACE_O_TRACEVFORK
	optionsReport = optionsFamily | unix.PTRACE_O_TRACESYSGOOD
)

// attach traces the first thread of the program, and the threads and processes started by
// traced ones. Only the program ends with the supervisor.
//
// With PTRACE_SEIZE, group stops work as without a tracer, and execve sends no SIGTRAP.
func (t *tracer) attach() {
	options := uintptr(optionsOwn)
	switch {
	case t.report != nil:
		t.family = true
		options |= optionsReport | unix.PTRACE_O_TRACEEXEC
	case t.family:
		options |= optionsFamily
	}
	t.attached = ptrace.Request(unix.PTRACE_SEIZE, t.pid, 0, options) == nil
}

// stopped continues a stopped thread. changed is true if the program itself stopped or
// continued.
func (t *tracer) stopped(tid int, status unix.WaitStatus) (stopped, changed bool) {
	if !t.attached {
		return true, tid == t.pid
	}
	signal, event := status.StopSignal(), int(status>>16)
	if !t.ours(tid) && !t.meets(tid, signal, event) {
		return false, false
	}
	switch {
	case event == unix.PTRACE_EVENT_STOP && signal != unix.SIGTRAP:
		// Stopped by a signal. The thread stays stopped, and reports its continuation.
		_ = ptrace.Request(unix.PTRACE_LISTEN, tid, 0, 0)
		return true, tid == t.pid
	case event == unix.PTRACE_EVENT_STOP:
		t.resume(tid, 0)
		return false, tid == t.pid
	case event != 0:
		t.happened(tid, event)
		t.resume(tid, 0)
	case signal == unix.SIGTRAP|syscallGood:
		t.inSyscall(tid)
		t.resume(tid, 0)
	default:
		if signal == unix.SIGSYS {
			t.signaled(tid)
		}
		t.resume(tid, signal)
	}
	return false, false
}

// syscallGood marks the stops of PTRACE_SYSCALL, by PTRACE_O_TRACESYSGOOD.
const syscallGood = 0x80

// meets prepares a thread of another process at its first stop: it must not end with the
// supervisor. It returns false for one that is not traced: started by clone(2) with a
// signal other than SIGCHLD, it looks like a thread of the program.
func (t *tracer) meets(tid int, signal unix.Signal, event int) bool {
	switch {
	case !t.family:
		if event != 0 {
			signal = 0
		}
		_ = ptrace.Request(unix.PTRACE_DETACH, tid, 0, uintptr(signal))
		return false
	case !t.known[tid]:
		t.known[tid] = true
		options := uintptr(optionsFamily)
		if t.report != nil {
			options = optionsReport
		}
		_ = ptrace.Request(unix.PTRACE_SETOPTIONS, tid, 0, options)
	}
	return true
}

// ends forgets a thread of another process.
func (t *tracer) ends(tid int) {
	delete(t.known, tid)
	delete(t.others, tid)
	delete(t.outside, tid)
}

// happened handles an event of a thread.
func (t *tracer) happened(tid, event int) {
	switch event {
	case unix.PTRACE_EVENT_EXIT:
		t.exits(tid)
	case unix.PTRACE_EVENT_CLONE, unix.PTRACE_EVENT_FORK, unix.PTRACE_EVENT_VFORK:
		// The ID may be that of a thread whose end nobody saw: execve ends the others.
		if started, err := unix.PtraceGetEventMsg(tid); err == nil {
			delete(t.known, int(started))
		}
	case unix.PTRACE_EVENT_EXEC:
		// The next stop is at the end of execve.
		t.executed = true
		delete(t.outside, tid)
	}
}

// resume continues a thread with a signal.
func (t *tracer) resume(tid int, signal unix.Signal) {
	request := unix.PTRACE_CONT
	if t.report != nil && t.executed {
		request = unix.PTRACE_SYSCALL
	}
	_ = ptrace.Request(request, tid, 0, uintptr(signal))
}

// ours reports whether tid is a thread of the program's process. Unlike the Tgid in proc(5),
// it needs no /proc.
func (t *tracer) ours(tid int) bool {
	return tid == t.pid || unix.Tgkill(t.pid, tid, 0) != unix.ESRCH
}
