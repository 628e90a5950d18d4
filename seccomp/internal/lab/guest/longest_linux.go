package main

import (
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// measureLongest prints whether the kernel takes the longest program: a filter that
// has as many rules as can be.
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

// longest returns the longest program of a profile with every second number
// blocked, the even or the odd ones, and the others allowed or as they are.
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

// everySecond returns p with every second number from first on blocked. A number's
// variants are blocked with it.
func everySecond(p tables.Profile, first tables.Syscall, allowOthers bool) *seccomp.Filter {
	f := seccomp.New(p)
	for s := range tables.TableSize {
		switch {
		case s-tables.TableGap < tables.TableGapSize:
			// Numbers of x32: no filter can change what becomes of them.
		case s%2 == first:
			f.Block(tables.TableBase + s)
		case allowOthers:
			f.Allow(tables.TableBase + s)
		}
	}
	return &f
}
