// Package recorder counts the syscalls of a program and of all processes that it starts.
//
// The recorder starts a process, the target, which calls [Become] and so becomes the
// program. Before its execve(2) it installs a filter with a listener, and sends the listener
// over the socket between the two:
//
//	recorder                        target
//	Start: goNotify         ----->  Become
//	                        <-----  hasListener and the descriptor
//	Serve: counts, continues        execve(2), and all syscalls from then on
//
// The filter passes to all children. It asks for every number of every architecture.
//
// Where the kernel refuses the filter, and before Linux 5.9, the recorder traces the target
// by ptrace(2) instead. (A listener can continue a syscall since Linux 5.5, and reports the
// end of the last process since 5.9.)
package recorder

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/kernel"
)

// Method is a way to see syscalls.
type Method uint8

// The methods, the slowest first.
const (
	// TraceBefore is ptrace(2) on kernels without PTRACE_GET_SYSCALL_INFO, with proc(5).
	TraceBefore Method = iota
	// Trace is ptrace(2).
	Trace
	// Listen is a listener.
	Listen
)

// Best returns the best method of this kernel, by its version. A kernel may still refuse a
// listener.
func Best() Method {
	switch {
	case kernel.AtLeast(5, 9):
		return Listen
	case kernel.AtLeast(5, 3):
		return Trace
	}
	return TraceBefore
}

// Start lets the target at the other end of a socket become the program, and returns the
// descriptor of its listener. With another method, and where the kernel refuses a listener,
// the descriptor is negative, and [Counter.Trace] lets the target go on.
func Start(socket int, m Method) (fd int, err error) {
	if m != Listen {
		return -1, nil
	}
	if _, err := unix.Write(socket, []byte{goNotify}); err != nil {
		return -1, os.NewSyscallError("write", err)
	}
	var message [512]byte
	control := make([]byte, unix.CmsgSpace(4))
	n, size, _, _, err := unix.Recvmsg(socket, message[:], control, unix.MSG_CMSG_CLOEXEC)
	for err == unix.EINTR {
		n, size, _, _, err = unix.Recvmsg(socket, message[:], control, unix.MSG_CMSG_CLOEXEC)
	}
	switch {
	case err != nil:
		return -1, os.NewSyscallError("recvmsg", err)
	case n == 0:
		return -1, errors.New("the target has ended")
	case message[0] == noListener:
		return -1, nil
	case message[0] != hasListener:
		return -1, errors.New(string(message[1:n]))
	}
	messages, err := unix.ParseSocketControlMessage(control[:size])
	if err != nil {
		return -1, err
	}
	for _, m := range messages {
		if fds, err := unix.ParseUnixRights(&m); err == nil && len(fds) == 1 {
			return fds[0], nil
		}
	}
	return -1, errors.New("no listener in the target's message")
}
