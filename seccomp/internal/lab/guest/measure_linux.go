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

// call is a system call to try.
type call struct {
	number    uintptr
	arguments [6]uintptr
}

// numbered returns a call without arguments that matter. Its number is its own first
// argument, by which mips takes the call of number 4000, syscall(2), for the one of
// that number.
func numbered(number uint32) call {
	return call{uintptr(number), [6]uintptr{uintptr(number)}}
}

// mark makes c one of the calls that markedProbe fails. Mips takes the arguments of
// syscall(2) one further on.
func (c *call) mark() { c.arguments[3], c.arguments[4] = marked, marked }

// measurement is a thread that installs filters, tries calls, and dies.
//
// Nothing else may happen on it once the first filter is on, as any call would
// fail: not the runtime's preemption, which ends in rt_sigreturn, nor the growing
// of a stack, nor a garbage collection. So all signals are blocked, the part under
// filters is one function without a stack check, and the collector is off.
//
// The dead thread keeps its P for good, without which nothing can stop the world.
// The other goroutines have Ps of their own and do not need that. On a single
// processor too nothing spins: the thread that waits sleeps, and the dead one is
// gone.
type measurement struct {
	filters []unix.SockFprog
	calls   []call
	// errnos is how each call ended, 0 if it did not fail.
	errnos []unix.Errno
	// refusal is why the thread could not be prepared or a filter installed.
	refusal unix.Errno
	// done is set to 1 when the rest is final.
	done uint32
}

var errNotDone = errors.New("the measured thread did not come to its end")

// measure tries calls under filters, the first installed first, and returns how
// each ended. Without filters the thread ends as any other.
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

// tryCalls is what happens under the filters.
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
