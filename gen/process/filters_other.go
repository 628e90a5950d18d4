//go:build !linux

package process

import (
	"errors"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// errLinux is the error on other systems.
var errLinux = errors.New("the filters of a process can be read on Linux only")

// Filters returns an error: there are no filters.
func Filters(pid int) ([][]bpf.Instruction, error) { return nil, errLinux }

// Thread returns an error: there are no filters.
func Thread(tid int) ([][]bpf.Instruction, error) { return nil, errLinux }
