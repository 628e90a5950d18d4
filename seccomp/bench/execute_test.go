//go:build linux && amd64

package bench

import (
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/bench/conditions"
)

// execute runs a program on one syscall. It returns the result and the number of executed
// instructions.
func execute(program []unix.SockFilter, arch, nr uint32) (value uint32, steps int, err error) {
	out, err := conditions.Execute(program, &conditions.Input{nr, arch})
	return out.Value, out.Steps, err
}
