package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// mountProc mounts /proc for the first process of a virtual machine. It runs its children
// from there, and reads the states of its threads.
func mountProc() error {
	return unix.Mount("proc", "/proc", "proc", 0, "")
}

// restart ends the virtual machine. Some boards cannot power off, so the emulator has an
// option to end on a restart.
func restart() {
	// A restart does not wait for the console.
	_ = unix.IoctlSetInt(int(os.Stdout.Fd()), unix.TCSBRK, 1)
	_ = unix.Reboot(unix.LINUX_REBOOT_CMD_RESTART)
}
