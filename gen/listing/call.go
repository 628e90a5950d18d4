package listing

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
)

// Call is one execution of a syscall, with its arguments.
type Call struct {
	Nr        uint32
	Arguments [6]uint64
	// Given counts the arguments in the command. The others are 0.
	Given int
}

// text writes the arguments, and how many of them are not given.
func (call Call) text() string {
	text := Arguments(call.Arguments)
	if missing := len(call.Arguments) - call.Given; missing > 0 {
		text += fmt.Sprintf(", the last %d default to 0", missing)
	}
	return text
}

// ReadCall reads a call on a: the name or number of the syscall, then its arguments. value
// returns the value of a constant: [constants.Value], or that of a policy with constants of
// its own.
func ReadCall(c *catalog.Catalog, words []string, a *arch.Arch, value Constants) (Call, error) {
	nr, err := readNumber(c, words[0], a)
	if err != nil {
		return Call{}, err
	}
	out := Call{Nr: nr, Given: len(words) - 1}
	if out.Given > len(out.Arguments) {
		return Call{}, fmt.Errorf("%d arguments of %s; want at most %d", out.Given, words[0], len(out.Arguments))
	}
	for i, text := range words[1:] {
		if out.Arguments[i], err = (evaluator{a, value}).argument(text); err != nil {
			return Call{}, fmt.Errorf("arg%d of %s: %w", i, words[0], err)
		}
	}
	return out, nil
}

// readNumber returns the number of a syscall on a. word is its name, or the number itself.
func readNumber(c *catalog.Catalog, word string, a *arch.Arch) (uint32, error) {
	if n, err := strconv.ParseUint(word, 0, 32); err == nil {
		return uint32(n), nil
	}
	// In struct seccomp_data nr is an int. Tracers skip a syscall by making it -1.
	if n, err := strconv.ParseInt(word, 0, 32); err == nil {
		return uint32(n), nil
	}
	i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == word })
	if i < 0 {
		hint := "want a name of syscalls.csv or a number less than 1<<32"
		if name, ok := nearest.Syscalls(word, names(c)); ok {
			hint = "did you mean " + name + "?"
		}
		return 0, fmt.Errorf("unknown syscall %q; %s", word, hint)
	}
	if n, ok := c.Syscalls[i].Number(a); ok {
		return n, nil
	}
	hint := "use another syscall or a number"
	if others := entryPoints(c, &c.Syscalls[i], a); len(others) > 0 {
		hint = "use " + strings.Join(others, " or ")
	}
	return 0, fmt.Errorf("%s has no syscall %s; %s", a.GOARCH, word, hint)
}

// names returns the names of all syscalls.
func names(c *catalog.Catalog) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range c.Syscalls {
			if !yield(c.Syscalls[i].Name) {
				return
			}
		}
	}
}

// entryPoints returns the entry points of s's operation on a.
func entryPoints(c *catalog.Catalog, s *catalog.Syscall, a *arch.Arch) []string {
	var names []string
	for i := range c.Syscalls {
		other := &c.Syscalls[i]
		_, ok := other.Number(a)
		if ok && (other.Operation() == s.Operation() || slices.Contains(other.Operations, s.Operation())) {
			names = append(names, other.Name)
		}
	}
	return names
}
