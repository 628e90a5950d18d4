package main

import (
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// measureLongest prints the length of the longest program of a filter, and the error of
// installing it.
func measureLongest([]string) error {
	program, err := longest()
	if err != nil {
		return err
	}
	fact("longest-instructions", len(program))
	_, err = measure([][]unix.SockFilter{verdictProbe(), program}, nil)
	fact("longest-installed", unsupported(err))
	return nil
}

// longest returns the longest program of a profile with every second number blocked, even
// or odd, and the others allowed or unchanged.
func longest() ([]unix.SockFilter, error) {
	var longest []unix.SockFilter
	for _, p := range append(tables.Profiles(), tables.AllowAll()) {
		for variant := range tables.Syscall(4) {
			program, err := programOf(everySecond(p, variant%2, variant/2 == 1))
			if err != nil {
				return nil, err
			}
			if len(program) > len(longest) {
				longest = program
			}
		}
	}
	return longest, nil
}

// everySecond returns p with every second number from first on blocked. Block includes
// variants.
func everySecond(p tables.Profile, first tables.Syscall, allowOthers bool) *seccomp.Filter {
	f := seccomp.New(p)
	for s := range tables.TableSize {
		switch {
		case s-tables.TableGap < tables.TableGapSize:
			// Numbers of x32: every filter kills them.
		case s%2 == first:
			f.Block(tables.TableBase + s)
		case allowOthers:
			f.Allow(tables.TableBase + s)
		}
	}
	return &f
}
