package notify

import (
	"io"
	"os"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// direct receives by the ioctl alone, without poll(2) before it. The ioctl waits for the next
// notification. Since Linux 6.11 it also ends after the last process under the filter.
//
// No signal ends such a wait: with a handler of Go, the kernel starts the ioctl again. So
// interrupt puts another file in place of the listener first, and the ioctl fails:
//
//	Receive                            interrupt
//	ioctl(fd, NOTIF_RECV) waits        dup3(idle, fd)
//	the signal's handler runs      <-- a signal to each thread
//	ioctl(fd, NOTIF_RECV) = ENOTTY
type direct struct {
	// replacing guards fd and its file. fd is a copy of the listener's descriptor, -1 after
	// Close. It changes under the lock of Receive too.
	replacing sync.Mutex
	fd        int
	// idle is the other file, an eventfd.
	idle int
}

// newDirect returns a receiver for the listener at fd.
func newDirect(fd int) (*direct, error) {
	own, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	idle, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
	if err != nil {
		unix.Close(own)
		return nil, os.NewSyscallError("eventfd2", err)
	}
	return &direct{fd: own, idle: idle}, nil
}

// receiveDirectly receives by d.
func (l *Listener) receiveDirectly(d *direct) error {
	for {
		l.request = request{}
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(d.fd), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&l.request)))
		switch errno {
		case 0:
			return nil
		case unix.EINTR:
		case unix.ENOENT:
			// The target has died, or all have.
			if events, _ := poll(uintptr(d.fd), 0); events&(unix.POLLIN|unix.POLLHUP) == unix.POLLHUP {
				return io.EOF
			}
		case unix.ENOTTY, unix.EBADF:
			if err := l.resume(d); err != nil {
				return err
			}
		default:
			return failure("ioctl(SECCOMP_IOCTL_NOTIF_RECV)", errno)
		}
	}
}

// resume returns the reason for an interruption, and undoes it if there is none any more.
func (l *Listener) resume(d *direct) error {
	l.lifetime.RLock()
	defer l.lifetime.RUnlock()
	if l.closed {
		return os.ErrClosed
	}
	l.scheduling.Lock()
	defer l.scheduling.Unlock()
	if !l.deadline.IsZero() && time.Until(l.deadline) <= 0 {
		return os.ErrDeadlineExceeded
	}
	d.replacing.Lock()
	defer d.replacing.Unlock()
	return os.NewSyscallError("dup3", unix.Dup3(l.fd, d.fd, unix.O_CLOEXEC))
}

// interrupt ends the wait of Receive, and of the next one.
func (d *direct) interrupt() {
	d.replacing.Lock()
	defer d.replacing.Unlock()
	if d.fd < 0 {
		return
	}
	_ = unix.Dup3(d.idle, d.fd, unix.O_CLOEXEC) // cannot fail
	signalThreads()
}

// signalThreads lets the runtime signal all threads, and reports whether it can: not in a
// program with cgo. It does so for syscalls to be made by each thread.
func signalThreads() bool {
	_, _, errno := syscall.AllThreadsSyscall(syscall.SYS_GETPID, 0, 0, 0)
	return errno == 0
}

// schedule lets a wait end at the deadline. The caller has the lock of scheduling.
func (l *Listener) schedule() {
	if l.alarm != nil {
		l.alarm.Stop()
	}
	d := l.direct.Load()
	if d == nil || l.deadline.IsZero() {
		return
	}
	if wait := time.Until(l.deadline); wait <= 0 {
		d.interrupt()
	} else {
		l.alarm = time.AfterFunc(wait, d.interrupt)
	}
}

// release closes d after the last Receive.
func (l *Listener) release(d *direct) {
	l.receiving.Lock()
	defer l.receiving.Unlock()
	d.replacing.Lock()
	defer d.replacing.Unlock()
	unix.Close(d.fd)
	unix.Close(d.idle)
	d.fd = -1
}
