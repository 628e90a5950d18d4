// Guest measures what the filters of package seccomp do on the running kernel and
// prints a line per finding. It expects nothing: package kernel holds what it
// prints against what must be.
//
// It is one static program for every architecture of Go, an ordinary one or the /init of
// a virtual machine; for 32-bit powerpc package kernel has one in C:
//
//	guest [-filters file] [-calls file] [-foreign program]
//
// The first file has a filter a line, a profile and its changes: minimal +chown
// -connect. The second has a call a line, a profile of package conditions, a number and
// six arguments in hexadecimal: wide 27 0 1 2 3 4 ffffffff. In place of the profile
// stand a filter and an architecture, both,+mount,-getppid@386, for a call that a guest
// of that architecture makes: it is executed under the filter. The fourth and the fifth
// argument of such a call are lost. The program is a guest of the same kernel's other
// architecture.
//
// A filter cannot be taken off, so each thing is measured in a child process, which
// is the guest with the name of a mode as its first argument.
package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	if len(os.Args) > 1 {
		if run, ok := modes()[os.Args[1]]; ok {
			exit(run(os.Args[2:]))
		}
	}
	isInit := os.Getpid() == 1
	if isInit {
		exitOn(mountProc())
	}
	exitOn(report(os.Args[1:]))
	if isInit {
		restart()
	}
}

// modes returns what a child process can be asked to do, with its arguments.
func modes() map[string]func(args []string) error {
	return map[string]func(args []string) error{
		"arrival":    measureArrival,
		"calls":      measureCalls,
		"conflict":   measureConflict,
		"exec":       execFiltered,
		"flags":      measureFlags,
		"inherit":    executeInheriting,
		"inherited":  measureInherited,
		"longest":    measureLongest,
		"nothing":    func([]string) error { return nil },
		"otherabi":   makeForeign,
		"stack":      measureStack,
		"threadsync": measureThreadSync,
		"verdicts":   measureVerdicts,
	}
}

func exitOn(err error) {
	if err != nil {
		exit(err)
	}
}

// exit ends the process, also while a thread of it is gone or under a filter.
func exit(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "guest for %s: %v\n", runtime.GOARCH, err)
		os.Exit(1)
	}
	os.Exit(0)
}
