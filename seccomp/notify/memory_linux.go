package notify

import (
	"bytes"
	"os"

	"golang.org/x/sys/unix"
)

// ReadMemory fills p with the target's memory from address on. With an error, p holds
// nothing of use; a part outside of the target's memory is EFAULT, and a target that no
// longer waits is [ErrGone]. Other threads may write to the memory at the same time.
func (l *Listener) ReadMemory(n *Notification, address uint64, p []byte) error {
	if err := l.Valid(n); err != nil {
		return err
	}
	errno := readMemory(n.TID, address, p)
	if err := l.Valid(n); err != nil {
		return err
	}
	return memoryError(errno)
}

// memoryError returns the error for a target's memory, nil for 0.
func memoryError(errno unix.Errno) error {
	if errno == 0 {
		return nil
	}
	return os.NewSyscallError("process_vm_readv", errno)
}

// pageSize divides the page size of every architecture.
const pageSize = 4096

// ReadString returns the string at address, without the zero byte at its end, in buf. A
// string without a zero byte within buf is ENAMETOOLONG. The other errors are those of
// [Listener.ReadMemory].
func (l *Listener) ReadString(n *Notification, address uint64, buf []byte) ([]byte, error) {
	if err := l.Valid(n); err != nil {
		return nil, err
	}
	s, errno := readString(n.TID, address, buf)
	if err := l.Valid(n); err != nil {
		return nil, err
	}
	if errno == unix.ENAMETOOLONG {
		return nil, errno
	}
	return s, memoryError(errno)
}

// readString reads page by page: the page after the string may not exist.
func readString(tid int, address uint64, buf []byte) ([]byte, unix.Errno) {
	for size := 0; size < len(buf); {
		at := address + uint64(size)
		part := buf[size:min(len(buf), size+int(pageSize-at%pageSize))]
		if errno := readMemory(tid, at, part); errno != 0 {
			return nil, errno
		}
		if i := bytes.IndexByte(part, 0); i >= 0 {
			return buf[:size+i], 0
		}
		size += len(part)
	}
	return nil, unix.ENAMETOOLONG
}

// readMemory fills p with memory of a thread.
func readMemory(tid int, address uint64, p []byte) unix.Errno {
	for len(p) > 0 {
		if uint64(uintptr(address)) != address {
			return unix.EFAULT
		}
		local := [1]unix.Iovec{{Base: &p[0]}}
		local[0].SetLen(len(p))
		remote := [1]unix.RemoteIovec{{Base: uintptr(address), Len: len(p)}}
		size, err := unix.ProcessVMReadv(tid, local[:], remote[:], 0)
		if errno, ok := err.(unix.Errno); ok {
			return errno
		}
		if size == 0 {
			return unix.EFAULT
		}
		p, address = p[size:], address+uint64(size)
	}
	return 0
}
