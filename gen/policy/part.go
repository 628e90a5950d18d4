package policy

import (
	"go/constant"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// Part returns the arguments of an entry point with a true condition over the parameters of
// its operation. The empty condition is true. If a filter cannot check the condition there,
// exact is false and the set has all arguments for the operation.
func Part(space *argset.Space, operation string, s *catalog.Syscall, when string, a *arch.Arch) (set argset.Set, exact bool) {
	if s.Multiplexer() {
		set, _ = selectorSet(space, s.Name, operation)
		return set, when == ""
	}
	if when == "" {
		return argset.All, true
	}
	e, problem := condition.Parse(when)
	if problem != nil {
		return argset.All, false
	}
	meaning, problems := e.Bind(condition.Machine{
		Width:    a.Width,
		Constant: func(name string) (constant.Value, bool) { return constants.Value(name, a) },
		Argument: func(name string) (abi.Argument, bool) { return argumentOf(operation, s, name, a) },
	}, space)
	if len(problems) > 0 {
		return argset.All, false
	}
	return meaning.Holds, true
}

// argumentOf returns how an entry point takes a parameter of its operation.
func argumentOf(operation string, s *catalog.Syscall, parameter string, a *arch.Arch) (abi.Argument, bool) {
	for _, p := range abi.Parameters(operation) {
		if p.Name == parameter {
			x, why := abi.Find(s.Name, a.GOARCH, p.Position)
			return x, why == ""
		}
	}
	return abi.Argument{}, false
}
