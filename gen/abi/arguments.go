// Package abi knows where a call takes its arguments in another way than the
// operation that it enters, so that a condition which is written once is applied
// only where it means what it says.
//
// An operation's arguments are numbered as amd64's kernel takes them, which is the
// order of the kernel's prototype on a 64-bit machine and of section 2 of the manual.
// A call on some architecture may take them elsewhere, in parts, in memory or not at
// all. [Carried] tells of each argument, from data that names the exceptions.
//
// What an argument points at is left out: a filter cannot see it. A pointer to
// struct old_kernel_stat is as good as one to struct stat. So are the values that an
// architecture has for a constant, which a condition writes by name.
package abi

import (
	"slices"
	"strings"
)

// Carried reports whether argument i of the operation that the call with that name
// enters is argument i of the call on goarch as well. If not, why says what is there
// instead, to follow the argument's name: mmap on 386: arg2 is behind a pointer.
//
// A multiplexer's name stands for its own arguments, not for those of the operations
// that it reaches, none of which are where the operation has them.
//
// The name must be one of syscalls.csv. What is no exception is carried.
func Carried(name, goarch string, i int) (ok bool, why string) {
	for _, e := range exceptions {
		if e.covers(name, goarch, i) {
			return false, e.why
		}
	}
	return true, ""
}

// Differs reports whether the call with that name takes some argument in another way than
// the operation that it enters on every architecture that has it.
func Differs(name string) bool {
	return slices.ContainsFunc(exceptions, func(e exception) bool { return e.goarchs == everywhere && e.calls != anyCall && listed(e.calls, name) })
}

// exception is arguments that some calls take in another way than their operations
// on some architectures.
type exception struct {
	// goarchs is the architectures, separated by spaces, or everywhere.
	goarchs string
	// calls is the names of the calls, separated by spaces, or anyCall.
	calls string
	// args is the arguments, by the operation's numbers.
	args []int
	// why says what is there instead.
	why string
}

// The lists of an exception that hold every word.
const (
	everywhere = ""
	anyCall    = ""
)

// covers reports whether e holds for argument i of the call on goarch.
func (e exception) covers(name, goarch string, i int) bool {
	return slices.Contains(e.args, i) && listed(e.calls, name) && listed(e.goarchs, goarch)
}

// listed reports whether word is in a list of words, of which the empty one holds all.
func listed(list, word string) bool {
	return list == "" || slices.Contains(strings.Fields(list), word)
}
