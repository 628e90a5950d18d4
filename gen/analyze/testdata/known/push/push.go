// Package push reaches syscalls by linkname.
package push

import (
	"syscall"
	_ "unsafe" // linkname
)

// pulled has its body in pushed.
//
//go:linkname pulled example.com/elsewhere.do
func pulled(nr uintptr)

//go:linkname pushed example.com/elsewhere.do
func pushed(nr uintptr) { syscall.Syscall(nr, 0, 0, 0) }

// Pull makes a syscall by the other name of pushed.
func Pull() { pulled(syscall.SYS_MBIND) } // makes mbind

// Closer is inlined into another package. Its closure has the name of that function.
func Closer() func() {
	nr := uintptr(syscall.SYS_VMSPLICE) // makes vmsplice
	return func() { syscall.Syscall(nr, 0, 0, 0) }
}
