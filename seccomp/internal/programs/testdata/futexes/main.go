// Futexes calls the four syscalls that are futex in parts. Nobody waits, and nothing blocks.
package main

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// flags are FUTEX2_SIZE_U32 and FUTEX2_PRIVATE.
const flags = 0x02 | 0x80

// waiter is struct futex_waitv.
type waiter struct {
	value, address uint64
	flags, _       uint32
}

func main() {
	word := uint32(1)
	address := uintptr(unsafe.Pointer(&word))
	waiters := [2]waiter{{0, uint64(address), flags, 0}, {0, uint64(address), flags, 0}}
	fmt.Println("wake", made(unix.SYS_FUTEX_WAKE, address, 1, 1, flags))
	// The word has another value: EAGAIN.
	fmt.Println("wait", made(unix.SYS_FUTEX_WAIT, address, 0, 1, flags))
	fmt.Println("waitv", made(unix.SYS_FUTEX_WAITV, uintptr(unsafe.Pointer(&waiters)), 1, 0, 0))
	fmt.Println("requeue", made(unix.SYS_FUTEX_REQUEUE, uintptr(unsafe.Pointer(&waiters)), 0, 0, 0))
}

// made returns the result of a syscall.
func made(nr, a, b, c, d uintptr) error {
	if _, _, errno := unix.Syscall6(nr, a, b, c, d, 0, 0); errno != 0 {
		return errno
	}
	return nil
}
