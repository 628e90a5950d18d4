package main

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// conceal closes this process's memory and files in proc(5), and the process itself to
// ptrace(2), for processes without CAP_SYS_PTRACE. Call it after start: afterwards root owns
// this process's files in proc(5).
func conceal() error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("prctl(PR_SET_DUMPABLE): %w", err)
	}
	return nil
}

// confine installs the supervisor's filter, with its profile, on all threads. It limits any
// code written into this process by a privileged program.
func confine(p tables.Profile) error {
	// On s390x the filter cannot see the arguments of mmap(2). Kernels before 6.3 have
	// no PR_SET_MDWE.
	_ = unix.Prctl(unix.PR_SET_MDWE, unix.PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0)
	f := seccomp.New(p)
	return f.Install(0)
}
