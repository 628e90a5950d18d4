package constants

import (
	"slices"
	"strconv"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Commands returns the names of the commands of ioctl with a value on a, in ascending
// order.
func Commands(value uint64, a *arch.Arch) []string {
	return slices.Clone(commands[a.Index]()[value])
}

// commands holds a function for each [arch.Arch.Index]. It maps the values of ioctl's
// commands to their names.
var commands = func() []func() map[uint64][]string {
	list := make([]func() map[uint64][]string, len(arch.All))
	for i, a := range arch.All {
		list[i] = sync.OnceValue(func() map[uint64][]string { return commandsOn(a) })
	}
	return list
}()

// commandsOn maps the values of ioctl's commands on a to their names.
func commandsOn(a *arch.Arch) map[uint64][]string {
	names := make(map[uint64][]string)
	for _, start := range uapiFile.rows() {
		if uapiFile.cell(start, uapiKind) != ioctl {
			continue
		}
		cell := uapiFile.cell(start, uapiAll)
		if cell == "" {
			cell = uapiFile.cell(start, uapiAll+1+a.Index)
		}
		if n, err := strconv.ParseUint(cell, 0, 64); err == nil {
			names[n] = append(names[n], uapiFile.cell(start, uapiName))
		}
	}
	return names
}
