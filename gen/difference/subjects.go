package difference

import (
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// subject is a syscall with its number, or a kind of numbers without syscalls with one
// example.
type subject struct {
	name string
	nr   uint32
}

// The kinds of numbers without syscalls: those newer than the baseline, and all others.
const (
	unknown = "unknown"
	others  = "other numbers"
)

// subjects returns enough numbers to show every difference: first those without syscalls,
// ascending, then the syscalls in the order of their names.
func (x comparison) subjects() []subject {
	names := x.catalog.Names(x.arch)
	background := profile.DenyByDefault(x.arch)
	var out []subject
	for _, nr := range x.starts(background, names) {
		switch {
		case names[nr] != "":
		case background.Of(nr) == decision.Unknown:
			out = append(out, subject{unknown, nr})
		default:
			out = append(out, subject{others, nr})
		}
	}
	for i := range x.catalog.Syscalls {
		if nr, ok := x.catalog.Syscalls[i].Number(x.arch); ok {
			out = append(out, subject{x.catalog.Syscalls[i].Name, nr})
		}
	}
	return out
}

// starts returns the first number of each range with one verdict and one kind, ascending.
func (x comparison) starts(background decision.Partition, names map[uint32]string) []uint32 {
	starts := make(map[uint32]bool)
	for _, p := range []decision.Partition{background, x.was.Partition, x.now.Partition} {
		for _, run := range p {
			starts[run.First] = true
		}
	}
	for nr := range names {
		starts[nr+1] = true
	}
	return slices.Sorted(maps.Keys(starts))
}
