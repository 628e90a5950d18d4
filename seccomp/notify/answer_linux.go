package notify

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// response is struct seccomp_notif_resp (include/uapi/linux/seccomp.h).
type response struct {
	id    uint64
	value int64
	errno int32
	flags uint32
	_     [structureSize - 24]byte
}

// maxErrno is MAX_ERRNO.
const maxErrno = 4095

// Return lets the syscall of n return value. A value from -4095 to -1 is an errno to libc
// and Go, except on mips: another register marks errors there.
func (l *Listener) Return(n *Notification, value int64) error {
	return l.answer(response{id: n.ID, value: value}, false)
}

// Fail lets the syscall of n fail with errno, 1 to 4095. Any other errno is the error
// EINVAL: 0 would report success.
func (l *Listener) Fail(n *Notification, errno unix.Errno) error {
	if errno == 0 || errno > maxErrno {
		return unix.EINVAL
	}
	return l.answer(response{id: n.ID, errno: -int32(errno)}, false)
}

// Continue lets the kernel make the syscall of n, with the arguments and the memory it finds
// then. It must not depend on memory of the target: see the package comment.
func (l *Listener) Continue(n *Notification) error {
	return l.answer(response{id: n.ID, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}, true)
}

// answer sends r. optional is true for an answer unknown to older kernels: they fail with
// EINVAL.
func (l *Listener) answer(r response, optional bool) error {
	const ioctl = "ioctl(SECCOMP_IOCTL_NOTIF_SEND)"
	_, errno := l.ioctl(unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&r))
	if optional && errno == unix.EINVAL {
		return unsupported(ioctl)
	}
	return failure(ioctl, errno)
}

// Valid returns nil if the target of n waits for an answer, else [ErrGone]. Check it after
// each use of n.TID: before, the ID may already be another thread's.
func (l *Listener) Valid(n *Notification) error {
	id := n.ID
	_, errno := l.ioctl(unix.SECCOMP_IOCTL_NOTIF_ID_VALID, unsafe.Pointer(&id))
	if errno == unix.EINVAL {
		_, errno = l.ioctl(idValidBefore, unsafe.Pointer(&id))
	}
	return failure("ioctl(SECCOMP_IOCTL_NOTIF_ID_VALID)", errno)
}

// idValidBefore is SECCOMP_IOCTL_NOTIF_ID_VALID before Linux 5.9: the direction of the
// transfer was wrong.
const idValidBefore = unix.SECCOMP_IOCTL_NOTIF_ID_VALID ^ 0xc0000000
