package recorder

import (
	"errors"
	"io"
	"os"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
)

// Serve counts the syscalls of a listener and continues them. It ends, with true, after
// the last process under the filter, and with false after the deadline of l. Every received
// syscall has its answer then: another process can go on.
func (c *Counter) Serve(l *notify.Listener) (ended bool, err error) {
	return serve(l, func(n *notify.Notification) {
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
func Answer(l *notify.Listener) (ended bool, err error) {
	return serve(l, func(*notify.Notification) {})
}

func serve(l *notify.Listener, each func(*notify.Notification)) (ended bool, err error) {
	var n notify.Notification
	for {
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
