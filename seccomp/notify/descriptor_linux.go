package notify

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// addition is struct seccomp_notif_addfd (include/uapi/linux/seccomp.h).
type addition struct {
	id            uint64
	flags, source uint32
	target, mode  uint32
}

// AddFD gives the target of n a copy of descriptor fd, and returns its number there: the
// lowest free one. flags is 0 or O_CLOEXEC. The target still waits for an answer.
func (l *Listener) AddFD(n *Notification, fd, flags int) (number int, err error) {
	return l.add(addition{id: n.ID, source: uint32(fd), mode: uint32(flags)})
}

// ReplaceFD is AddFD for a given number in the target, as with dup3. It closes the target's
// descriptor of this number.
func (l *Listener) ReplaceFD(n *Notification, fd, number, flags int) error {
	_, err := l.add(addition{id: n.ID, flags: unix.SECCOMP_ADDFD_FLAG_SETFD, source: uint32(fd), target: uint32(number), mode: uint32(flags)})
	return err
}

// ReturnFD is AddFD and [Listener.Return] of the number in one step: a dying target cannot
// keep a descriptor without a result.
func (l *Listener) ReturnFD(n *Notification, fd, flags int) (number int, err error) {
	return l.add(addition{id: n.ID, flags: unix.SECCOMP_ADDFD_FLAG_SEND, source: uint32(fd), mode: uint32(flags)})
}

// add adds a descriptor to the target.
func (l *Listener) add(a addition) (number int, err error) {
	const ioctl = "ioctl(SECCOMP_IOCTL_NOTIF_ADDFD)"
	if a.mode&^unix.O_CLOEXEC != 0 {
		return -1, unix.EINVAL
	}
	result, errno := l.ioctl(unix.SECCOMP_IOCTL_NOTIF_ADDFD, unsafe.Pointer(&a))
	switch errno {
	case 0:
		return int(result), nil
	case unix.EINVAL:
		return -1, unsupported(ioctl)
	}
	return -1, failure(ioctl, errno)
}
