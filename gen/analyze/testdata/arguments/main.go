// Command arguments makes syscalls with known and with unknown arguments.
package main

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func main() {
	control(syscall.TCGETS)
	control(syscall.TIOCGWINSZ)
	narrowed(syscall.SYS_PTRACE, 0x1_0010)
	syscall.Flock(0, syscall.Getpid())
	unix.SetsockoptInt(0, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1)
	unix.SetsockoptInt(0, unix.SOL_IP, syscall.Getpid(), 1)
	values := syscall.RawSyscall
	values(syscall.SYS_LSEEK, 0, 0, 2)
}

func control(cmd uintptr) { syscall.Syscall(syscall.SYS_IOCTL, 0, cmd, 0) }

// narrowed drops bits of its argument.
func narrowed(nr uintptr, request int) { syscall.Syscall(nr, uintptr(uint8(request)), 0, 0) }
