package notify

import (
	"cmp"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/kernel"
)

// Listener receives and answers the notifications of a filter. Its methods may be called
// from several goroutines.
type Listener struct {
	file *os.File
	conn syscall.RawConn
	// receive is l.tryReceive: a new method value would allocate.
	receive func(fd uintptr) bool

	// receiving guards request and failure, the results of tryReceive.
	receiving sync.Mutex
	request   request
	failure   error

	// lifetime guards closed, and fd against Close.
	lifetime sync.RWMutex
	fd       int
	closed   bool

	// patience is the time in milliseconds for poll(2) before the runtime's poller waits.
	patience atomic.Int32

	// direct receives in place of the poller, if it is not nil.
	direct atomic.Pointer[direct]
	// scheduling guards deadline, the time of SetReadDeadline, and alarm, its timer for direct.
	scheduling sync.Mutex
	deadline   time.Time
	alarm      *time.Timer
}

// structureSize is the size of the structures, with room for a kernel with more fields.
// InstallListener compares it with SECCOMP_GET_NOTIF_SIZES: later, seccomp(2) may be refused.
const structureSize = 256

// request is struct seccomp_notif (include/uapi/linux/seccomp.h).
type request struct {
	id         uint64
	tid, flags uint32
	// The fields of struct seccomp_data.
	number, arch       uint32
	instructionPointer uint64
	arguments          [6]uint64
	_                  [structureSize - 80]byte
}

// New returns the listener of a descriptor from [seccomp.Filter.InstallListener], in the
// same process or received from another one. The descriptor belongs to the listener, and
// is closed with an error too. Only one process may receive from a filter: the kernel would
// block the others.
//
// New makes syscalls: fcntl, epoll_ctl, and for the first file of the process's poller
// epoll_create1 and eventfd2.
func New(fd int) (*Listener, error) {
	// os.NewFile adds only such files to the runtime's poller.
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("fcntl", err)
	}
	l := &Listener{file: os.NewFile(uintptr(fd), "seccomp notify"), fd: fd}
	l.receive = l.tryReceive
	var err error
	if l.conn, err = l.file.SyscallConn(); err == nil {
		err = l.file.SetReadDeadline(time.Time{})
	}
	if err != nil {
		l.file.Close()
		return nil, err
	}
	return l, nil
}

// Receive waits for the next notification and stores it in n. The error is [io.EOF] after
// the last thread under the filter, [os.ErrDeadlineExceeded], or [os.ErrClosed].
func (l *Listener) Receive(n *Notification) error {
	l.receiving.Lock()
	defer l.receiving.Unlock()
	var err error
	if d := l.direct.Load(); d != nil {
		err = l.receiveDirectly(d)
	} else {
		err = l.receivePolled()
	}
	if err != nil {
		return err
	}
	r := &l.request
	*n = Notification{r.id, int(r.tid), r.number, r.arch, r.instructionPointer, r.arguments}
	return nil
}

// receivePolled receives by the runtime's poller.
func (l *Listener) receivePolled() error {
	for {
		err := l.conn.Read(l.receive)
		switch {
		case err == nil:
			return l.failure
		case errors.Is(err, os.ErrDeadlineExceeded):
			return err
		}
		if done, err := l.receiveUnpolled(); done || err != nil {
			return cmp.Or(err, l.failure)
		}
	}
}

// tryReceive receives a notification, or returns false if none is there. Only the first of
// two receivers would return: the kernel waits whatever the descriptor's flags are. So it
// polls first.
func (l *Listener) tryReceive(fd uintptr) bool {
	for {
		switch events, errno := poll(fd, int(l.patience.Load())); {
		case errno != 0:
			l.failure = os.NewSyscallError("poll", errno)
			return true
		case events&unix.POLLIN != 0:
			l.request = request{}
			_, _, errno := unix.Syscall(unix.SYS_IOCTL, fd, unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&l.request)))
			// The target may have died, or a signal interrupted one of the two.
			if errno != unix.ENOENT && errno != unix.EINTR {
				l.failure = failure("ioctl(SECCOMP_IOCTL_NOTIF_RECV)", errno)
				return true
			}
		case events&unix.POLLHUP != 0:
			l.failure = io.EOF
			return true
		case events&unix.POLLERR == 0:
			return false
		}
	}
}

// receiveUnpolled receives after an error of the runtime's poller. If a signal interrupts
// epoll_wait in the listener's lock, the kernel reports EPOLLERR, and the poller refuses to
// wait until the next event. receiveUnpolled waits for it a moment.
func (l *Listener) receiveUnpolled() (done bool, err error) {
	l.lifetime.RLock()
	defer l.lifetime.RUnlock()
	if l.closed {
		return false, os.ErrClosed
	}
	const moment = 50 // milliseconds
	if events, _ := poll(uintptr(l.fd), moment); events == 0 {
		return false, nil
	}
	return l.tryReceive(uintptr(l.fd)), nil
}

// poll returns the events of fd, and POLLERR after a signal, as the kernel does.
func poll(fd uintptr, timeout int) (events int16, errno unix.Errno) {
	list := [1]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	_, err := unix.Poll(list[:], timeout)
	switch errno, _ := err.(unix.Errno); errno {
	case unix.EINTR:
		return unix.POLLERR, 0
	default:
		return list[0].Revents, errno
	}
}

// SetReadDeadline sets the time after which Receive returns [os.ErrDeadlineExceeded]. The
// zero time is none.
func (l *Listener) SetReadDeadline(t time.Time) error {
	l.scheduling.Lock()
	defer l.scheduling.Unlock()
	if err := l.file.SetReadDeadline(t); err != nil {
		return err
	}
	l.deadline = t
	l.schedule()
	return nil
}

// SyscallConn returns the descriptor for poll, or to pass it to another process. Keep it
// non-blocking. It is readable if a notification waits.
func (l *Listener) SyscallConn() (syscall.RawConn, error) { return l.file.SyscallConn() }

// SyncWakeUp asks the kernel to wake supervisor and target on one processor. It is faster
// where the one waits for the other, as with a supervisor of one thread.
//
// Receive then waits in the kernel and blocks its thread. Before Linux 6.11, and in programs
// with cgo, it does so for 20 ms, and takes as long to notice a deadline or Close. Since 6.11
// a deadline and Close interrupt it, by a signal of the Go runtime to all threads.
//
// SyncWakeUp makes syscalls: ioctl, uname, getpid, fcntl and eventfd2; later a deadline and
// Close make getpid, tgkill and dup3.
func (l *Listener) SyncWakeUp() error {
	const ioctl = "ioctl(SECCOMP_IOCTL_NOTIF_SET_FLAGS)"
	l.lifetime.RLock()
	defer l.lifetime.RUnlock()
	if l.closed {
		return os.ErrClosed
	}
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), unix.SECCOMP_IOCTL_NOTIF_SET_FLAGS, unix.SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP)
	switch errno {
	case 0:
		return l.receiveSoon()
	case unix.EINVAL:
		return unsupported(ioctl)
	}
	return failure(ioctl, errno)
}

// receiveSoon lets Receive wait for a target without the runtime's poller.
func (l *Listener) receiveSoon() error {
	if !kernel.AtLeast(6, 11) || !signalThreads() {
		l.patience.Store(patience)
		return nil
	}
	l.scheduling.Lock()
	defer l.scheduling.Unlock()
	if l.direct.Load() != nil {
		return nil
	}
	d, err := newDirect(l.fd)
	if err != nil {
		return err
	}
	l.direct.Store(d)
	l.schedule()
	return nil
}

// patience is the time for the next syscall of a target that got its answer, in milliseconds.
// Such a target often makes one within microseconds, and a wait in the runtime's poller
// takes longer. A timeout before the kernel's next tick would program the timer each time.
const patience = 20

// ioctl makes an ioctl with a structure. It returns errnoClosed after Close.
func (l *Listener) ioctl(request uintptr, structure unsafe.Pointer) (result uintptr, errno unix.Errno) {
	l.lifetime.RLock()
	defer l.lifetime.RUnlock()
	if l.closed {
		return 0, errnoClosed
	}
	for {
		if request == unix.SECCOMP_IOCTL_NOTIF_SEND {
			// It waits for nothing: the runtime's scheduler need not know.
			result, _, errno = unix.RawSyscall(unix.SYS_IOCTL, uintptr(l.fd), request, uintptr(structure))
		} else {
			result, _, errno = unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), request, uintptr(structure))
		}
		if errno != unix.EINTR {
			return result, errno
		}
	}
}

// Close closes the listener, and ends a Receive with [os.ErrClosed]. If no other process
// has the descriptor, the waiting syscalls fail with ENOSYS, and so do all later ones.
func (l *Listener) Close() error {
	l.lifetime.Lock()
	defer l.lifetime.Unlock()
	if l.closed {
		return os.ErrClosed
	}
	l.closed = true
	if d := l.direct.Load(); d != nil {
		d.interrupt()
		go l.release(d)
	}
	return l.file.Close()
}
