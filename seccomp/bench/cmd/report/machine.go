package main

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// machine describes the machine and the command to repeat the figures. Only the processor
// comes from the lines: an earlier run must be of this machine too.
func machine(cpu string, rounds int) string {
	kernel := "an unknown kernel"
	var name unix.Utsname
	if unix.Uname(&name) == nil {
		kernel = "Linux " + unix.ByteSliceToString(name.Release[:])
	}
	return fmt.Sprintf("Measured on %s (%d cores), %s, %s, in %d rounds. Repeat it with `make bench`.",
		cpu, runtime.NumCPU(), kernel, runtime.Version(), rounds)
}
