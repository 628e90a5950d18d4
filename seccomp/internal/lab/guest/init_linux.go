package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// mountProc gives the first process of a virtual machine the /proc that it runs
// its children from and reads its threads' states in.
func mountProc() error {
	return unix.Mount("proc", "/proc", "proc", 0, "")
}

// restart ends the virtual machine. Not all boards can power off, and the emulator
// is told to end where one restarts.
func restart() {
	// A restart does not wait for the console.
	_ = unix.IoctlSetInt(int(os.Stdout.Fd()), unix.TCSBRK, 1)
	_ = unix.Reboot(unix.LINUX_REBOOT_CMD_RESTART)
}
