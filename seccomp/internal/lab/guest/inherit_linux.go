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

// inherits separates a filter from the architecture of the program that inherits it, in
// the first word of a line: both,+mount,-getppid@386.
const inherits = "@"

// reportInherited runs a guest for each inherited filter in a file of syscalls.
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

// executeInheriting installs an inherited filter and executes a guest, which makes the
// syscalls. Its arguments are the first word of their lines, the guest and the file.
func executeInheriting(args []string) error {
	if len(args) != 3 {
		return errors.New("inherit: want a filter, a program and a file")
	}
	spec, _, _ := strings.Cut(args[0], inherits)
	f, err := parseFilter(strings.ReplaceAll(spec, ",", " "))
	if err != nil {
		return err
	}
	// With the actions of seccomp.Exec a foreign number would kill the guest.
	program, err := errnoProgram(f)
	if err != nil {
		return err
	}
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

// measureInherited prints the outcomes of syscalls under inherited filters, in the form of
// measureCalls. Its arguments are the first word of their lines and the file.
func measureInherited(args []string) error {
	if len(args) != 2 {
		return errors.New("inherited: want a filter and a file")
	}
	if _, goarch, _ := strings.Cut(args[0], inherits); goarch != runtime.GOARCH {
		return fmt.Errorf("inherited: filter for %s; want %s", goarch, runtime.GOARCH)
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
