package recorder

import (
	"errors"
	"io"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
)

// Serve counts the syscalls of a listener and continues them. It ends, with true, after
// the last process under the filter. With false it ends after the deadline of l, if a byte
// can be read from stop. Every received syscall has its answer then: another process can go
// on. The descriptor fd is that of l.
func (c *Counter) Serve(l *notify.Listener, fd int, stop *os.File) (ended bool, err error) {
	return serve(l, fd, stop, func(n *notify.Notification) {
		c.journal.Receive(n.ID)
		c.missing(n.ID)
		c.count(n.TID, n.Arch, n.Number, &n.Args)
	})
}

// missing adds the notifications between the last one and this one. The kernel numbers them
// in order. A signal ended those before they were received.
func (c *Counter) missing(id uint64) {
	if c.stage == running && c.last != 0 {
		c.Missed += max(int64(id-c.last)-1, 0)
	}
	c.last = id
}

// TakeOver continues the syscall that a killed recorder has received and not answered: no
// other process can receive it. The kernel gives ascending IDs in the order of the syscalls.
// The recorder died with the last noted ID, or with one of the next before it was noted;
// in between are the IDs of interrupted syscalls.
func (c *Counter) TakeOver(l *notify.Listener) {
	const few = 1000
	for id := c.journal.Received(); id < c.journal.Received()+few; id++ {
		// Others are not received yet, or have their answer.
		_ = l.Continue(&notify.Notification{ID: id})
	}
}

// Answer is [Counter.Serve] without counting.
func Answer(l *notify.Listener, fd int, stop *os.File) (ended bool, err error) {
	return serve(l, fd, stop, func(*notify.Notification) {})
}

func serve(l *notify.Listener, fd int, stop *os.File, each func(*notify.Notification)) (ended bool, err error) {
	defer runtime.KeepAlive(stop)
	const listener, stopped = 0, 1
	files := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(stop.Fd()), Events: unix.POLLIN}}
	var n notify.Notification
	for {
		if !soon(&files[listener]) {
			if _, err := unix.Poll(files, -1); err != nil && err != unix.EINTR {
				return false, os.NewSyscallError("poll", err)
			}
			if files[stopped].Revents != 0 {
				return false, nil
			}
		}
		// Without a notification Receive would wait in the poller.
		if files[listener].Revents&(unix.POLLIN|unix.POLLHUP) == 0 {
			continue
		}
		switch err := l.Receive(&n); {
		case err == io.EOF:
			return true, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return false, nil
		case err != nil:
			return false, err
		}
		each(&n)
		if err := l.Continue(&n); err != nil && !errors.Is(err, notify.ErrGone) {
			return false, err
		}
	}
}

// soon waits a moment for an event of a file. The target of the last answer often makes its
// next syscall within microseconds. Serve does not wait in the poller of the Go runtime, and
// soon does not tell its scheduler: both would take longer than the syscall.
//
// The scheduler interrupts soon by a signal, after 10 ms or for a stop of all goroutines. The
// timeout is longer: one before the kernel's next tick would program the timer each time.
func soon(file *unix.PollFd) bool {
	moment := unix.NsecToTimespec(20_000_000)
	n, _, errno := unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(file)), 1, uintptr(unsafe.Pointer(&moment)), 0, 0, 0)
	return errno == 0 && n == 1
}
