package main

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// machine says where the figures are from and how to repeat them. But for the
// processor it is this machine: lines of an earlier run must be this one's too.
func machine(cpu string, rounds int) string {
	kernel := "an unknown kernel"
	var name unix.Utsname
	if unix.Uname(&name) == nil {
		kernel = "Linux " + unix.ByteSliceToString(name.Release[:])
	}
	return fmt.Sprintf("Measured on %s (%d cores), %s, %s, in %d rounds. Repeat it with `make bench`.",
		cpu, runtime.NumCPU(), kernel, runtime.Version(), rounds)
}
