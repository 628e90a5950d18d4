package abi

import (
	"slices"
	"strings"
)

// Carried reports whether argument i of an operation is also argument i of its entry
// point name on goarch. name is in syscalls.csv. If the argument is not carried, why
// completes a message after "argI": for mmap on 386, "is behind a pointer".
//
// For a multiplexer i is one of its own arguments. It carries no argument of the
// operations it reaches.
func Carried(name, goarch string, i int) (ok bool, why string) {
	for _, e := range exceptions {
		if e.covers(name, goarch, i) {
			return false, e.why
		}
	}
	return true, ""
}

// Differs reports whether the variant name takes some argument differently from its
// operation on all architectures.
func Differs(name string) bool {
	return slices.ContainsFunc(exceptions, func(e exception) bool {
		return e.goarchs == everywhere && e.syscalls != anySyscall && listed(e.syscalls, name)
	})
}

// exception lists arguments that some syscalls take differently from their operations.
type exception struct {
	// goarchs lists architectures, separated by spaces, or is everywhere.
	goarchs string
	// syscalls lists names, separated by spaces, or is anySyscall.
	syscalls string
	// args lists positions in the operation.
	args []int
	// why describes the difference; see Carried.
	why string
}

// Lists of an exception with every word.
const (
	everywhere = ""
	anySyscall = ""
)

// covers reports whether e applies to argument i of the syscall name on goarch.
func (e exception) covers(name, goarch string, i int) bool {
	return slices.Contains(e.args, i) && listed(e.syscalls, name) && listed(e.goarchs, goarch)
}

// listed reports whether list has word. The empty list has every word.
func listed(list, word string) bool {
	return list == "" || slices.Contains(strings.Fields(list), word)
}
