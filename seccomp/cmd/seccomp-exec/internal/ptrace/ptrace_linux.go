// Package ptrace makes ptrace(2) requests missing in golang.org/x/sys/unix.
package ptrace

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Request makes a request for a thread. The caller is its tracer.
func Request(request, tid int, addr, data uintptr) error {
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, uintptr(request), uintptr(tid), addr, data, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// Read makes a request with a result in data.
func Read(request, tid int, addr uintptr, data unsafe.Pointer) error {
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, uintptr(request), uintptr(tid), addr, uintptr(data), 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
