package difference

import (
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// subject is a call by its name and number; or numbers that are no calls, by what
// they are together, and one of them.
type subject struct {
	name string
	nr   uint32
}

// The numbers that are no calls: newer than the table, and any other.
const (
	unknown = "unknown"
	others  = "other numbers"
)

// subjects returns numbers enough to show every difference: those that are no calls,
// ascending, and then the calls in the order of their names.
func (x comparison) subjects() []subject {
	names := x.catalog.Names(x.arch)
	closed := profile.DenyByDefault(x.catalog, x.arch)
	var out []subject
	for _, nr := range x.starts(closed, names) {
		switch {
		case names[nr] != "":
		case closed.Of(nr) == decision.Unknown:
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

// starts returns the numbers at which something can be different from the number
// before, ascending.
func (x comparison) starts(closed decision.Partition, names map[uint32]string) []uint32 {
	starts := make(map[uint32]bool)
	for _, p := range []decision.Partition{closed, x.was.Partition, x.now.Partition} {
		for _, run := range p {
			starts[run.First] = true
		}
	}
	for nr := range names {
		starts[nr+1] = true
	}
	return slices.Sorted(maps.Keys(starts))
}
