package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// measureConflict installs a filter on one thread, then another on all threads. It prints
// the error and the effect of the second.
func measureConflict([]string) error {
	filtered, err := filterThread(blocking(tables.SYS_GETPRIORITY, unix.EPERM))
	if err != nil {
		return err
	}
	var refusal error
	seen, err := watch(func() {
		refusal = blocking(tables.SYS_GETPRIORITY, unix.EACCES).Install(0)
	})
	if err != nil {
		return err
	}
	fact("conflict-error", fmt.Sprintf("%T", refusal))
	if sync := (*seccomp.ThreadSyncError)(nil); errors.As(refusal, &sync) {
		fact("conflict-reported", sync.ThreadID)
	}
	fact("conflict-filtered", filtered)
	for _, o := range seen {
		fact("conflict-"+o.name+"-after", errnoName(o.after))
	}
	return printConflictStatus(strconv.Itoa(filtered))
}

// filterThread installs f on a new thread and returns its ID. The thread stays.
func filterThread(f *seccomp.Filter) (int, error) {
	type result struct {
		id  int
		err error
	}
	done := make(chan result)
	go func() {
		runtime.LockOSThread()
		done <- result{unix.Gettid(), f.InstallThread(0)}
		select {}
	}()
	r := <-done
	return r.id, r.err
}

// printConflictStatus prints the filters of the threads after the conflict.
func printConflictStatus(filtered string) error {
	ids, err := tasks()
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(ids, func(id string) bool { return id == filtered })
	fact("conflict-others", len(others))
	printStatus("conflict-others", others)
	printStatus("conflict-own", []string{filtered})
	return nil
}
