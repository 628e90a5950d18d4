package policy

import (
	"fmt"
	"go/constant"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// entryPoints is the ways into the operations on one architecture.
type entryPoints struct {
	// direct is the calls of each operation, multiplexers those that reach it.
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

// selector is the arguments of a multiplexer that select an operation, and the tests
// that tell.
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

// whyNotPortable returns why a condition on those arguments of an operation does not mean the
// same of a call's on a, or nothing.
func whyNotPortable(s *catalog.Syscall, a *arch.Arch, uses [6]bool) string {
	for i, used := range uses {
		if !used {
			continue
		}
		if ok, why := abi.Carried(s.Name, a.GOARCH, i); !ok {
			return fmt.Sprintf("arg%d of %s %s", i, s.Name, why)
		}
	}
	return ""
}

// lookup returns the constants of a.
func constantsOf(a *arch.Arch) func(string) (constant.Value, bool) {
	return func(name string) (constant.Value, bool) { return constants.Value(name, a) }
}
