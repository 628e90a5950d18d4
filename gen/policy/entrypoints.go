package policy

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// entryPoints holds the entry points of all operations on one architecture.
type entryPoints struct {
	// direct holds the canonical syscall and the variants of each operation,
	// multiplexers the multiplexers with a selector for it.
	direct, multiplexers map[string][]*catalog.Syscall
}

func newEntryPoints(c *catalog.Catalog, a *arch.Arch) entryPoints {
	e := entryPoints{make(map[string][]*catalog.Syscall), make(map[string][]*catalog.Syscall)}
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		if _, ok := s.Number(a); !ok {
			continue
		}
		if !s.Multiplexer() {
			e.direct[s.Operation()] = append(e.direct[s.Operation()], s)
			continue
		}
		for _, operation := range s.Operations {
			e.multiplexers[operation] = append(e.multiplexers[operation], s)
		}
	}
	return e
}

// selectorSet returns the arguments of a multiplexer with a selector of an operation, and
// the tests for these selectors.
func selectorSet(space *argset.Space, multiplexer, operation string) (argset.Set, []argset.Test) {
	mask, values, _ := abi.Selectors(multiplexer, operation)
	set := argset.None
	var tests []argset.Test
	for _, value := range values {
		test := argset.Test{Word: argset.Word{Arg: 0}, Mask: mask, Op: argset.Equal, K: value}
		set = space.Or(set, space.Test(test))
		tests = append(tests, test)
	}
	return set, tests
}
