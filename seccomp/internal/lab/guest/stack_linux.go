package main

import (
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// measureStack installs three filters and prints the errnos of two syscalls after each.
func measureStack([]string) error {
	steps := []struct {
		name  string
		block tables.Syscall
		errno unix.Errno
	}{
		{"first", tables.SYS_GETPRIORITY, unix.EPERM},
		{"other", tables.SYS_GETSID, unix.EACCES},
		// Of equal actions the newest filter's wins.
		{"again", tables.SYS_GETPRIORITY, unix.ENOTTY},
	}
	printStacked("none")
	for _, step := range steps {
		if err := blocking(step.block, step.errno).Install(0); err != nil {
			return err
		}
		printStacked(step.name)
	}
	ids, err := tasks()
	if err != nil {
		return err
	}
	printStatus("stack", ids)
	return nil
}

// printStacked prints the errnos of the two syscalls.
func printStacked(step string) {
	_, _, getsid := unix.RawSyscall(unix.SYS_GETSID, 0, 0, 0)
	fact("stack-"+step+"-getpriority", errnoName(getPriority()))
	fact("stack-"+step+"-getsid", errnoName(getsid))
}
