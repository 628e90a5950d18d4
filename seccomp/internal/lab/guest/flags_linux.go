package main

import (
	"errors"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// unknownFlag is a bit without a meaning in any kernel.
const unknownFlag seccomp.Flags = 1 << 30

// measureFlags prints the error and the effect of installing with flags.
func measureFlags([]string) error {
	f := blocking(tables.SYS_GETPRIORITY, unix.EPERM)
	fact("flags-unknown", unsupported(f.Install(unknownFlag)))
	fact("flags-unknown-thread", unsupported(f.InstallThread(unknownFlag)))
	ids, err := tasks()
	if err != nil {
		return err
	}
	printStatus("flags-unknown", ids)
	fact("flags-known", unsupported(f.Install(seccomp.FlagLog|seccomp.FlagSpecAllow)))
	printStatus("flags-known", ids)
	return nil
}

// unsupported returns a word for an error of Install.
func unsupported(err error) string {
	var errno unix.Errno
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, errors.ErrUnsupported):
		return "unsupported"
	case errors.As(err, &errno):
		return errnoName(errno)
	}
	return "other"
}
