package main

import (
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// The errnos for verdicts. No syscall returns them by itself, and every architecture
// reports errnos of this size.
const (
	errnoDenied  = 100
	errnoUnknown = 101
	errnoAllowed = 200
	// errnoKilled stands for kill: for a foreign number, or by a rule.
	errnoKilled = 110
)

// measureVerdicts prints a filter's verdict on every number. Its arguments are the index of
// the filter and the filter. A line holds the index, a verdict and ranges.
func measureVerdicts(args []string) error {
	if len(args) != 2 {
		return errors.New("verdicts: want an index and a filter")
	}
	f, err := parseFilter(args[1])
	if err != nil {
		return err
	}
	program, err := errnoProgram(f)
	if err != nil {
		return err
	}
	all := tried()
	calls := make([]call, len(all))
	for i, n := range all {
		calls[i] = numbered(n)
	}
	errnos, err := measure([][]unix.SockFilter{verdictProbe(), program}, calls)
	if err != nil {
		return err
	}
	printVerdicts("verdict "+args[0], all, errnos)
	return compareVerdicts(f, calls, errnos)
}

// printVerdicts prints the verdicts on ascending numbers, from errnos[i] for numbers[i].
func printVerdicts(topic string, numbers []uint32, errnos []unix.Errno) {
	words := make([]string, len(errnos))
	for i, errno := range errnos {
		words[i] = verdict(errno)
	}
	for _, line := range lines(topic, numbers, words) {
		fmt.Println(line)
	}
}

// programOf returns f's program with one errno for violations and one for unknown
// syscalls. Install would install the same program, but makes other syscalls too, and the
// probe fails those.
func programOf(f *seccomp.Filter) ([]unix.SockFilter, error) {
	f.OnViolation(seccomp.Errno(errnoDenied))
	f.OnUnknown(seccomp.Errno(errnoUnknown))
	return f.AppendTo(nil)
}

// errnoProgram returns the program of programOf with errnos for all other actions too.
func errnoProgram(f *seccomp.Filter) ([]unix.SockFilter, error) {
	program, err := programOf(f)
	useErrnos(program)
	return program, err
}

// verdict returns the word for an errno.
func verdict(errno unix.Errno) string {
	switch errno {
	case errnoDenied:
		return "denied"
	case errnoUnknown:
		return "unknown"
	case errnoAllowed:
		return "allowed"
	case errnoKilled:
		return "killed"
	}
	return "errno-" + strconv.Itoa(int(errno))
}
