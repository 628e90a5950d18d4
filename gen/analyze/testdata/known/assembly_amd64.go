package main

import "syscall"

//go:noescape
func either(first bool)

func raw(trap uintptr)

func tail(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err syscall.Errno)

func assembly() {
	either(true)
	raw(syscall.SYS_IOPERM)               // makes ioperm
	tail(syscall.SYS_MODIFY_LDT, 0, 0, 0) // makes modify_ldt
}
