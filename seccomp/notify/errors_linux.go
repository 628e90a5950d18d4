package notify

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// ErrGone is the error for a notification without a waiting target: it died, a signal
// interrupted its syscall, or it has its answer.
var ErrGone = errors.New("notify: the syscall no longer waits for an answer")

// errnoClosed stands for a closed listener. The kernel does not return it for these syscalls.
const errnoClosed = unix.ESHUTDOWN

// failure returns the error of a syscall, nil for 0.
func failure(syscall string, errno unix.Errno) error {
	switch errno {
	case 0:
		return nil
	case errnoClosed:
		return os.ErrClosed
	case unix.ENOENT, unix.EINPROGRESS, unix.ESRCH:
		return ErrGone
	}
	return os.NewSyscallError(syscall, errno)
}

// unsupported returns the error for an ioctl unknown to the kernel.
func unsupported(ioctl string) error {
	return fmt.Errorf("notify: %s: %w by this kernel", ioctl, errors.ErrUnsupported)
}
