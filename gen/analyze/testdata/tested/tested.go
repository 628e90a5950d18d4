// Package tested makes syscalls in its tests.
package tested

import "syscall"

// Raw makes the syscall with a number.
func Raw(number uintptr) { syscall.RawSyscall(number, 0, 0, 0) }

// Other is not tested.
func Other() { Raw(syscall.SYS_SWAPOFF) } // never swapoff
