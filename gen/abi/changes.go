package abi

import (
	"fmt"
	"slices"
	"strings"
)

// Changes returns the rows of was that are not in is, and those of is that are not in
// was, one per line, by syscall.
func Changes(was, is Prototypes) []string {
	var names []string
	for _, p := range slices.Concat(was, is) {
		names = append(names, p.Syscall)
	}
	slices.Sort(names)
	var changes []string
	for _, name := range slices.Compact(names) {
		changes = append(changes, absent("was", name, was, is)...)
		changes = append(changes, absent("is", name, is, was)...)
	}
	return changes
}

// absent describes the rows of a syscall in list without an equal one in other.
func absent(verb, name string, list, other Prototypes) []string {
	var changes []string
	for _, p := range list {
		same := func(q Prototype) bool { return p.Equal(q) && slices.Equal(p.On, q.On) }
		if p.Syscall != name || slices.ContainsFunc(other, same) {
			continue
		}
		on := "all others"
		if len(p.On) > 0 {
			on = strings.Join(p.On, " ")
		}
		changes = append(changes, fmt.Sprintf("%s on %s: %s %s(%s) in %s", name, on, verb, p.Function, p.Declarations(), p.File))
	}
	return changes
}
