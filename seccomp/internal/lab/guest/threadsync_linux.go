package main

import (
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// blocking returns the profile minimal with one syscall blocked by an errno. It allows to
// install other filters later.
func blocking(s tables.Syscall, errno unix.Errno) *seccomp.Filter {
	f := seccomp.New(tables.Minimal())
	f.Allow(tables.SYS_SECCOMP)
	f.Block(s)
	f.OnViolation(seccomp.Errno(errno))
	return &f
}

// measureThreadSync installs a filter while other threads wait, and prints its effect on
// them.
func measureThreadSync([]string) error {
	var err error
	seen, failure := watch(func() {
		err = blocking(tables.SYS_GETPRIORITY, unix.EPERM).Install(0)
	})
	if failure != nil {
		return failure
	}
	if err != nil {
		return err
	}
	for _, o := range seen {
		fact("threadsync-"+o.name+"-before", errnoName(o.before))
		fact("threadsync-"+o.name+"-after", errnoName(o.after))
	}
	fact("threadsync-later-after", errnoName(onNewThread(getPriority)))
	ids, err := tasks()
	if err != nil {
		return err
	}
	fact("threadsync-threads", len(ids))
	printStatus("threadsync", ids)
	return nil
}

// onNewThread calls f on a new thread.
func onNewThread(f func() unix.Errno) unix.Errno {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	result := make(chan unix.Errno)
	go func() {
		runtime.LockOSThread()
		result <- f()
		select {}
	}()
	return <-result
}
