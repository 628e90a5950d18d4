package recorder

import (
	"os"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/ptrace"
)

// tracer counts the syscalls of traced threads.
type tracer struct {
	*Counter
	method Method
	// threads holds the traced threads.
	threads map[int]*thread
	// stops is called with true when a signal stops the program, false when it continues.
	stops func(stopped bool)
	// status is the status of the program's end.
	status unix.WaitStatus
	// registers is the size of the native registers, 0 if unknown.
	registers uint64
}

// thread is a traced thread.
type thread struct {
	// inside reports whether the thread is inside a syscall, for TraceBefore.
	inside bool
}

// options trace all threads and children. The kernel kills them with the recorder.
const options = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEFORK | unix.PTRACE_O_TRACEVFORK |
	unix.PTRACE_O_TRACEEXEC | unix.PTRACE_O_EXITKILL

// Trace lets the target at the other end of a socket become the program, and counts its
// syscalls by ptrace(2) until the last of its processes ends. It returns the status of the
// program. The caller is locked to its thread, and is the parent of the target.
//
// stops is called with true when a signal stops the program, with false when it continues.
func (c *Counter) Trace(socket int, m Method, stops func(stopped bool)) (unix.WaitStatus, error) {
	t := &tracer{Counter: c, method: m, threads: map[int]*thread{c.pid: {}}, stops: stops}
	if err := ptrace.Request(unix.PTRACE_SEIZE, c.pid, 0, options); err != nil {
		return 0, os.NewSyscallError("ptrace(PTRACE_SEIZE)", err)
	}
	// Only a stopped thread can be told to stop at its syscalls.
	if err := ptrace.Request(unix.PTRACE_INTERRUPT, c.pid, 0, 0); err != nil {
		return 0, os.NewSyscallError("ptrace(PTRACE_INTERRUPT)", err)
	}
	if _, err := unix.Write(socket, []byte{goTrace}); err != nil {
		return 0, os.NewSyscallError("write", err)
	}
	for len(t.threads) > 0 {
		var status unix.WaitStatus
		tid, err := unix.Wait4(-1, &status, unix.WALL, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 0, os.NewSyscallError("wait4", err)
		case status.Stopped():
			t.stopped(tid, status)
		default:
			delete(t.threads, tid)
			if tid == c.pid {
				t.status = status
			}
		}
	}
	return t.status, nil
}

// stopped handles the stop of a thread and lets it go on to its next one.
func (t *tracer) stopped(tid int, status unix.WaitStatus) {
	x := t.threads[tid]
	if x == nil {
		x = new(thread)
		t.threads[tid] = x
	}
	signal, event := status.StopSignal(), int(status>>16)
	deliver := uintptr(0)
	switch {
	case signal == unix.SIGTRAP|0x80:
		t.syscall(tid, x)
	case event == unix.PTRACE_EVENT_EXEC:
		// The other threads are gone, and this one has the process's ID.
		if former, err := unix.PtraceGetEventMsg(tid); err == nil && int(former) != tid {
			delete(t.threads, int(former))
		}
	case event == unix.PTRACE_EVENT_STOP && signal != unix.SIGTRAP:
		// Stopped by a signal. The thread stays stopped, and reports its continuation.
		_ = ptrace.Request(unix.PTRACE_LISTEN, tid, 0, 0)
		if tid == t.pid {
			t.stops(true)
		}
		return
	case event == unix.PTRACE_EVENT_STOP:
		if tid == t.pid && t.stage == running {
			t.stops(false)
		}
	case event == 0:
		deliver = uintptr(signal)
	}
	// A thread that dies meanwhile reports its end.
	_ = ptrace.Request(unix.PTRACE_SYSCALL, tid, 0, deliver)
}

// syscall counts the syscall of a thread that stopped at the begin of one. The thread also
// stops at the end.
func (t *tracer) syscall(tid int, x *thread) {
	x.inside = !x.inside
	// struct ptrace_syscall_info (include/uapi/linux/ptrace.h).
	var info struct {
		op                        uint8
		arch                      uint32
		instructionPointer, stack uint64
		number                    uint64
		args                      [6]uint64
		_                         [2]uint64
	}
	const entry = 1 // PTRACE_SYSCALL_INFO_ENTRY
	switch {
	case t.method == TraceBefore && x.inside:
		if number, args, ok := t.current(tid); ok {
			t.count(tid, t.architecture(tid), number, &args)
		}
	case t.method == TraceBefore:
	case ptrace.Read(unix.PTRACE_GET_SYSCALL_INFO, tid, unsafe.Sizeof(info), unsafe.Pointer(&info)) == nil && info.op == entry:
		t.count(tid, info.arch, uint32(info.number), &info.args)
	}
}

// current returns the syscall of a stopped thread from proc(5), for kernels before 5.3.
func (t *tracer) current(tid int) (number uint32, args [6]uint64, ok bool) {
	text, err := os.ReadFile(t.proc + "/" + strconv.Itoa(tid) + "/syscall")
	if err != nil {
		return 0, args, false
	}
	fields := strings.Fields(string(text))
	if len(fields) < 7 {
		return 0, args, false
	}
	n, err := strconv.ParseInt(fields[0], 10, 64)
	for i := range args {
		args[i], _ = strconv.ParseUint(fields[i+1], 0, 64)
	}
	return uint32(n), args, err == nil
}

// architecture returns the architecture of a thread, from the size of its registers: those
// of the companion ABI have 32 bits. A 64-bit thread may also make syscalls of the companion
// ABI, by another instruction. Kernels before 5.3 do not show this.
func (t *tracer) architecture(tid int) uint32 {
	var registers [128]uintptr
	into := unix.Iovec{Base: (*byte)(unsafe.Pointer(&registers))}
	into.SetLen(int(unsafe.Sizeof(registers)))
	err := ptrace.Read(unix.PTRACE_GETREGSET, tid, unix.NT_PRSTATUS, unsafe.Pointer(&into))
	if t.registers == 0 {
		// The first syscall is this program's own.
		t.registers = uint64(into.Len)
	}
	list := machines()
	if err == nil && uint64(into.Len) < t.registers {
		return list[len(list)-1].Audit
	}
	return list[0].Audit
}
