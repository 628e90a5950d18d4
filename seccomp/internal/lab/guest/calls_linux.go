package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/policies/conditions"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// measureCalls prints the outcomes of the syscalls for one profile of package conditions.
// Its arguments are the profile and the file of syscalls. A line holds an outcome and
// ranges of lines of the file, counted from 0.
func measureCalls(args []string) error {
	if len(args) != 2 {
		return errors.New("calls: want a profile and a file")
	}
	f, err := conditional(args[0])
	if err != nil {
		return err
	}
	program, err := f.AppendTo(nil)
	if err != nil {
		return err
	}
	useErrnos(program)
	places, calls, err := readCalls(args[0], args[1])
	if err != nil {
		return err
	}
	errnos, err := measure([][]unix.SockFilter{verdictProbe(), program}, calls)
	if err != nil {
		return err
	}
	printVerdicts("outcome", places, errnos)
	return compareVerdicts(f, calls, errnos)
}

// conditional returns a filter with a profile of package conditions.
func conditional(profile string) (*seccomp.Filter, error) {
	for _, p := range conditions.Profiles() {
		if p.Name() == profile {
			f := seccomp.New(p)
			return &f, nil
		}
	}
	return nil, fmt.Errorf("no profile %q", profile)
}

// errnoForAction holds an errno for each action without one. The guest measures the
// filter's decision, not the effect of an action, and must survive it.
var errnoForAction = map[uint32]unix.Errno{
	unix.SECCOMP_RET_KILL_PROCESS: errnoKilled,
	unix.SECCOMP_RET_KILL_THREAD:  111,
	unix.SECCOMP_RET_TRAP:         112,
	unix.SECCOMP_RET_USER_NOTIF:   113,
	unix.SECCOMP_RET_TRACE:        114,
	unix.SECCOMP_RET_LOG:          115,
}

// useErrnos replaces the actions of a program by errnos, except allow and errno itself.
func useErrnos(program []unix.SockFilter) {
	for i := range program {
		if errno, ok := errnoForAction[program[i].K&unix.SECCOMP_RET_ACTION_FULL]; ok && program[i].Code == unix.BPF_RET|unix.BPF_K {
			program[i].K = unix.SECCOMP_RET_ERRNO | uint32(errno)
		}
	}
}

// compareVerdicts compares errnos of syscalls with the verdicts of f. It skips numbers without
// a syscall: kernels of s390x show filters other numbers in their place.
func compareVerdicts(f *seccomp.Filter, calls []call, errnos []unix.Errno) error {
	for i, c := range calls {
		s := tables.Syscall(c.number)
		if !s.Exists() {
			continue
		}
		a, err := f.Verdict(s, c.arguments[:]...)
		if want := errnoOf(a); err != nil || errnos[i] != want {
			return fmt.Errorf("the verdict on %v(%#x) is %v, %v; the kernel returned errno %d, want %d", s, c.arguments, a, err, errnos[i], want)
		}
	}
	return nil
}

// errnoOf returns the errno of an action, or the one in its place.
func errnoOf(a seccomp.Action) unix.Errno {
	if a == seccomp.Allow {
		return errnoAllowed
	}
	// The kernel's value of an action has another sign bit.
	if errno, ok := errnoForAction[(uint32(a)^1<<31)&unix.SECCOMP_RET_ACTION_FULL]; ok {
		return errno
	}
	return a.Errno()
}

// readCalls returns the syscalls for a profile in a file, and their lines, from 0.
func readCalls(profile, path string) (places []uint32, calls []call, err error) {
	lines, err := readLines(path)
	if err != nil {
		return nil, nil, err
	}
	for i, line := range lines {
		of, words, _ := strings.Cut(line, " ")
		if of != profile {
			continue
		}
		c, err := parseCall(words)
		if err != nil {
			return nil, nil, err
		}
		places, calls = append(places, uint32(i)), append(calls, c)
	}
	return places, calls, nil
}

// parseCall reads a number and six arguments.
func parseCall(line string) (c call, err error) {
	words := strings.Fields(line)
	if len(words) != 1+len(c.arguments) {
		return c, fmt.Errorf("line %q; want a number and six arguments", line)
	}
	var values [7]uintptr
	for i, word := range words {
		v, err := strconv.ParseUint(word, 16, 64)
		if err != nil || v != uint64(uintptr(v)) {
			return c, fmt.Errorf("value %q; want a hexadecimal word of this machine", word)
		}
		values[i] = uintptr(v)
	}
	return call{values[0], [6]uintptr(values[1:])}, nil
}
