package policy

import (
	"fmt"
	"slices"

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

// whyNotPortable returns the reason why a condition on the used arguments of an operation
// has another meaning for its entry point s on a; empty if it has the same.
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

// whyNotOwn returns the reason why a condition on the used arguments of a variant or a
// multiplexer has another meaning on a than on other architectures; empty if it has the
// same.
func whyNotOwn(s *catalog.Syscall, a *arch.Arch, uses [6]bool) string {
	first := arch.All[slices.IndexFunc(s.Numbers, func(n int64) bool { return n != catalog.NoNumber })]
	own, reference := abi.Entry(s.Name, a.GOARCH), abi.Entry(s.Name, first.GOARCH)
	for i, used := range uses {
		if !used {
			continue
		}
		if why := whyNotAs(own, reference, i); why != "" {
			return fmt.Sprintf("arg%d of %s %s", i, s.Name, why)
		}
	}
	return ""
}

// whyNotAs returns the reason why argument i of an entry point is not the one of a
// reference, or cannot be checked.
func whyNotAs(own, reference []abi.Taken, i int) string {
	is := func(t abi.Taken) bool { return t.Position == i }
	here, there := slices.IndexFunc(own, is), slices.IndexFunc(reference, is)
	switch {
	case here >= 0 && own[here].Why != "":
		return own[here].Why
	case here < 0 && there >= 0:
		return "does not exist"
	case here >= 0 && (there < 0 || own[here].Name != reference[there].Name):
		return "differs between architectures"
	}
	return ""
}
