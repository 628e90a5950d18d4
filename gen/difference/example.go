package difference

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// example writes the number with arguments of a set. A filter sees 64 bits of each argument,
// and the kernel drops some of them. If all of the set has such bits, they follow:
//
//	socket(family=AF_INET, type=0, protocol=0) with dropped bits: arg0=0x100000002
func (x comparison) example(nr uint32, set argset.Set) string {
	e := event.Event{Arch: x.arch, Number: nr, Known: event.AllArguments}
	used := e.Used()
	if plain := x.without(set, used); plain != argset.None {
		e.Args = x.now.Space.Example(plain)
		return e.String()
	}
	e.Args = x.now.Space.Example(set)
	var dropped []string
	for i, v := range e.Args {
		if v&^used[i] != 0 {
			dropped = append(dropped, fmt.Sprintf("arg%d=%#x", i, v))
		}
	}
	return fmt.Sprintf("%s with dropped bits: %s", e, strings.Join(dropped, ", "))
}

// without returns the arguments of a set without bits other than the used ones.
func (x comparison) without(set argset.Set, used [6]uint64) argset.Set {
	space := x.now.Space
	for arg, bits := range used {
		set = space.And(set, space.Equal(space.Argument(arg, 64).And(^bits), 0))
	}
	return set
}
