package main

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// call is a syscall to try.
type call struct {
	number    uintptr
	arguments [6]uintptr
}

// numbered returns a syscall with its number as the first argument. Mips turns number
// 4000, syscall(2), into the number in its first argument: here 4000 again.
func numbered(number uint32) call {
	return call{uintptr(number), [6]uintptr{uintptr(number)}}
}

// mark marks c for markedProbe, in two arguments: for syscall(2) mips shifts the arguments
// by one.
func (c *call) mark() { c.arguments[3], c.arguments[4] = marked, marked }

// measurement is a thread that installs filters, tries syscalls, and dies.
//
// From the first filter on every other syscall of the thread would fail: rt_sigreturn at
// the end of a preemption, or the growth of a stack, or a garbage collection. So it blocks
// all signals, runs under filters in one function without a stack check, and turns the
// collector off.
//
// The dead thread keeps its P, and nothing can stop the world any more. The other
// goroutines have Ps of their own and do not need to. Nothing spins, even on a single
// processor: the waiting thread sleeps.
type measurement struct {
	filters []unix.SockFprog
	calls   []call
	// errnos holds the errno of each syscall, 0 for success.
	errnos []unix.Errno
	// refusal is the errno of a failed preparation or installation.
	refusal unix.Errno
	// done is 1 once the other fields are final.
	done uint32
}

var errNotDone = errors.New("the measured thread did not end in time")

// measure tries syscalls under filters, installed in their order, and returns the errnos.
// Without filters no probe kills the thread, and it ends as any other.
func measure(filters [][]unix.SockFilter, calls []call) ([]unix.Errno, error) {
	m := &measurement{calls: calls, errnos: make([]unix.Errno, len(calls))}
	for _, program := range filters {
		m.filters = append(m.filters, unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]})
	}
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(4)
	go m.run()
	for deadline := time.Now().Add(childLimit / 2); atomic.LoadUint32(&m.done) == 0; {
		if time.Now().After(deadline) {
			return nil, errNotDone
		}
		time.Sleep(time.Millisecond)
	}
	if m.refusal != 0 {
		return nil, fmt.Errorf("installing the filters: %w", m.refusal)
	}
	return m.errnos, nil
}

// run prepares the thread and ends it.
func (m *measurement) run() {
	runtime.LockOSThread()
	var all unix.Sigset_t
	for i := range all.Val {
		all.Val[i] = ^all.Val[i]
	}
	var errno unix.Errno
	if err := unix.PthreadSigmask(unix.SIG_SETMASK, &all, nil); errors.As(err, &errno) {
		m.refusal = errno
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); errors.As(err, &errno) {
		m.refusal = errno
	}
	m.tryCalls()
}

// tryCalls installs the filters and tries the syscalls.
//
//go:nosplit
func (m *measurement) tryCalls() {
	for i := 0; i < len(m.filters) && m.refusal == 0; i++ {
		_, _, m.refusal = unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&m.filters[i])))
	}
	for i := 0; i < len(m.calls) && m.refusal == 0; i++ {
		c := &m.calls[i]
		a := &c.arguments
		_, _, m.errnos[i] = unix.RawSyscall6(c.number, a[0], a[1], a[2], a[3], a[4], a[5])
	}
	atomic.StoreUint32(&m.done, 1)
	unix.RawSyscall(unix.SYS_GETPID, endThread, 0, 0)
}
