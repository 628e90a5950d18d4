package constants

import (
	"slices"
	"strconv"
	"strings"
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
	for _, start := range commandRows() {
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

// commandRows lists the starts of the rows with commands. One row in ten has one.
var commandRows = sync.OnceValue(func() (starts []int) {
	text := uapiFile.text
	for from := 0; ; from++ {
		i := strings.Index(text[from:], ","+ioctl+",")
		if i < 0 {
			return starts
		}
		from += i
		start := strings.LastIndexByte(text[:from], '\n') + 1
		if uapiFile.cell(start, uapiKind) == ioctl {
			starts = append(starts, start)
		}
	}
})
