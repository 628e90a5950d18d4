// Guest measures the effect of filters on the running kernel and prints a line per
// finding. It knows no expectation: package expect compares its output with the oracle.
//
// It is one static program, built for every architecture of Go, and runs as an ordinary
// program or as /init of a virtual machine. Package toolchain has a guest in C for 32-bit
// powerpc. The flags name its input, and a guest for the kernel's other architecture:
//
//	guest [-filters FILE] [-calls FILE] [-foreign PROGRAM]
//
// FILE of -filters holds one filter per line, a profile and its changes. FILE of -calls
// holds one syscall per line: a profile of package conditions, a number and six arguments,
// in hexadecimal. A filter and an architecture in place of the profile mean a syscall by a
// program that inherits the filter. Its fourth and fifth argument are overwritten.
//
//	minimal +chown -connect
//	wide b 123456789abcdef0 0 0 0 0 0
//	both,+mount,-getppid@386 27 0 0 0 0 0 0
//
// For these it prints, among others:
//
//	guest: filter 0 minimal +chown -connect
//	guest: verdict 0 denied 40..41 43..57
//	guest: outcome allowed 0
//
// Nothing removes a filter from a thread, so a child process measures each thing. It is the
// guest with the name of a mode as its first argument. The syscalls of a measurement are
// never carried out: a second filter, the probe, fails each allowed one with an errno.
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

// modes returns the measurements of child processes by name.
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

// exit ends the process, even with dead or filtered threads.
func exit(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "guest for %s: %v\n", runtime.GOARCH, err)
		os.Exit(1)
	}
	os.Exit(0)
}
