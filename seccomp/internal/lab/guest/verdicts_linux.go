package main

import (
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// The errnos that tell verdicts apart. No call fails with them by itself, and every
// architecture hands on numbers as low as these.
const (
	errnoDenied  = 100
	errnoUnknown = 101
	errnoAllowed = 200
	// errnoKilled stands for a kill: of a foreign number, or by a policy's own row.
	errnoKilled = 110
)

// measureVerdicts prints the verdict of a filter on every number, as lines of the
// index, the verdict and ranges. Its arguments are the index and the filter.
func measureVerdicts(args []string) error {
	if len(args) != 2 {
		return errors.New("verdicts takes an index and a filter")
	}
	f, err := parseFilter(args[1])
	if err != nil {
		return err
	}
	program, err := programOf(f)
	if err != nil {
		return err
	}
	tellActionsApart(program)
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
	return nil
}

// printVerdicts prints what was found of ascending numbers, errnos[i] of numbers[i].
func printVerdicts(topic string, numbers []uint32, errnos []unix.Errno) {
	words := make([]string, len(errnos))
	for i, errno := range errnos {
		words[i] = verdict(errno)
	}
	for _, line := range lines(topic, numbers, words) {
		fmt.Println(line)
	}
}

// programOf returns f's program with actions that tell its verdicts apart. It is
// the program that Install and InstallThread would install; they make other calls
// too, which the probe does not let through.
func programOf(f *seccomp.Filter) ([]unix.SockFilter, error) {
	tellApart(f)
	return f.AppendTo(nil)
}

// tellApart gives f actions that tell its verdicts apart.
func tellApart(f *seccomp.Filter) {
	f.OnViolation(seccomp.Errno(errnoDenied))
	f.OnUnknown(seccomp.Errno(errnoUnknown))
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
