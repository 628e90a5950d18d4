package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
)

// supervisor answers the refused syscalls of the program and of its children, for -report.
type answerer struct {
	*refusals
	listener *notify.Listener
	// executed is true once the program runs. Before, the child makes every syscall.
	executed bool
}

// takeDescriptor takes a descriptor from another process. A test replaces it.
var takeDescriptor = unix.PidfdGetfd

// listener takes the listener from the child: it installs its filter and cannot send a
// descriptor, as each of its syscalls may wait for the listener. The listener is nil if the
// kernel lacks pidfd_getfd (Linux 5.6) or listeners, or forbids one. report holds what the
// child reports if it failed.
func listener(pid int) (l *notify.Listener, report []byte, err error) {
	pidfd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return nil, nil, nil
	}
	defer unix.Close(pidfd)
	// The permission comes before the descriptor.
	if _, err := takeDescriptor(pidfd, -1, 0); err != unix.EBADF {
		return nil, nil, nil
	}
	if err := toChild.order(orderListen); err != nil {
		return nil, nil, fmt.Errorf("cannot run the program: %w", err)
	}
	var number [4]byte
	if answer, ok := answered(); !ok || answer != answerListener {
		return nil, append([]byte{answer}, failure()...), nil
	}
	if _, err := io.ReadFull(toChild, number[:]); err != nil {
		return nil, nil, fmt.Errorf("cannot run the program: %w", err)
	}
	for {
		fd, err := takeDescriptor(pidfd, int(binary.LittleEndian.Uint32(number[:])), 0)
		switch {
		case err == nil:
			l, err := notify.New(fd)
			return l, nil, err
		case err != unix.EBADF:
			return nil, nil, fmt.Errorf("pidfd_getfd: %w", err)
		case !toChild.readable():
			// The child is about to install the filter.
			time.Sleep(time.Millisecond)
			continue
		}
		if answer, ok := answered(); !ok || answer != answerNone {
			return nil, append([]byte{answer}, failure()...), nil
		}
		return nil, nil, nil
	}
}

// answered receives a byte from the child.
func answered() (answer byte, ok bool) {
	var message [1]byte
	_, err := toChild.Read(message[:])
	return message[0], err == nil
}

// answer answers until the last process under the filter has ended.
func (a *answerer) answer() {
	var n notify.Notification
	for a.listener.Receive(&n) == nil {
		a.one(&n)
	}
	// Nobody waits for an answer that never comes.
	_ = a.listener.Close()
}

// one answers a notification.
func (a *answerer) one(n *notify.Notification) {
	if !a.executed {
		if a.executed = toChild.hungUp(); !a.executed {
			_ = a.listener.Continue(n)
			return
		}
	}
	e := event.Event{Arch: byAudit(n.Arch), Number: n.Number, Args: n.Args, Known: event.AllArguments}
	if e.Arch == nil {
		_ = a.listener.Fail(n, unix.ENOSYS)
		return
	}
	undo := a.add(e, n.TID)
	var err error
	if a.made || cannotFail(e) {
		err = a.listener.Continue(n)
	} else {
		err = a.listener.Fail(n, errnoOf(a.judge.value(e)))
	}
	if err != nil {
		// The thread has ended, or will make the syscall again.
		undo()
	}
}

// cannotFail reports whether a syscall is one of unfailing.
func cannotFail(e event.Event) bool {
	for _, s := range unfailing {
		if e.Name() == s.String() {
			return true
		}
	}
	return false
}
