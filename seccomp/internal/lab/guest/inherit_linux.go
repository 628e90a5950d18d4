package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// inherits is what stands between a filter and the architecture of the programs that
// inherit it, in the first word of a call: both,+mount,-getppid@386.
const inherits = "@"

// reportInherited has guests of both architectures make the calls in a file that are
// for programs that inherit a filter.
func (r *reporter) reportInherited(calls, foreign string) error {
	list, err := readLines(calls)
	if err != nil {
		return err
	}
	for i, line := range list {
		list[i], _, _ = strings.Cut(line, " ")
	}
	for _, group := range distinct(list) {
		_, goarch, ok := strings.Cut(group, inherits)
		if !ok {
			continue
		}
		path := foreign
		if goarch == runtime.GOARCH {
			path = "/proc/self/exe"
		}
		r.child("inherit", group, path, calls)
	}
	return nil
}

// executeInheriting installs the filter of calls and executes the guest at a path,
// which makes them. Its arguments are the calls' first word, the guest and the file.
func executeInheriting(args []string) error {
	if len(args) != 3 {
		return errors.New("inherit takes a filter, a program and a file")
	}
	spec, _, _ := strings.Cut(args[0], inherits)
	f, err := parseFilter(strings.ReplaceAll(spec, ",", " "))
	if err != nil {
		return err
	}
	program, err := programOf(f)
	if err != nil {
		return err
	}
	// Seccomp.Exec would install the program as it is, and a foreign number end the guest.
	tellActionsApart(program)
	runtime.LockOSThread()
	for _, next := range [][]unix.SockFilter{markedProbe(), program} {
		if err := install(next); err != nil {
			return err
		}
	}
	return unix.Exec(args[1], []string{args[1], "inherited", args[0], args[2]}, os.Environ())
}

// install installs a program on this thread.
func install(program []unix.SockFilter) error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&prog)))
	if errno != 0 {
		return fmt.Errorf("installing a filter: %w", errno)
	}
	return nil
}

// measureInherited prints how calls end under filters that this program began with, as
// lines of an outcome and ranges of the calls' places in the file. Its arguments are
// the calls' first word and the file.
func measureInherited(args []string) error {
	if len(args) != 2 {
		return errors.New("inherited takes a filter and a file")
	}
	if _, goarch, _ := strings.Cut(args[0], inherits); goarch != runtime.GOARCH {
		return fmt.Errorf("this is no program for %s", goarch)
	}
	places, calls, err := readCalls(args[0], args[1])
	if err != nil {
		return err
	}
	for i := range calls {
		calls[i].mark()
	}
	errnos, err := measure(nil, calls)
	if err != nil {
		return err
	}
	printVerdicts("outcome", places, errnos)
	return nil
}
