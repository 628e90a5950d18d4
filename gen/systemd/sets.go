package systemd

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed sets.txt
var setsText string

// sets holds the members of systemd's sets by name, as "@mount": names of syscalls, and of
// other sets.
var sets = sync.OnceValue(func() map[string][]string { return parseSets(setsText) })

// parseSets reads the file of sets.
func parseSets(text string) map[string][]string {
	all := make(map[string][]string)
	for line := range strings.Lines(text) {
		if name, members, ok := strings.Cut(line, ":"); ok && name[0] == '@' {
			all[name] = strings.Fields(members)
		}
	}
	return all
}

// syscalls returns the syscalls of a set, with those of its sets. Any other name stands for
// itself.
func syscalls(name string) (list []string) {
	if sets()[name] == nil {
		return []string{name}
	}
	for _, member := range sets()[name] {
		list = append(list, syscalls(member)...)
	}
	return list
}

// known holds the syscalls that systemd knows.
var known = sync.OnceValue(func() map[string]bool {
	all := make(map[string]bool)
	for _, name := range syscalls("@known") {
		all[name] = true
	}
	return all
})

// Knows reports whether systemd knows a syscall. A filter of SystemCallLog refuses others.
func Knows(name string) bool { return known()[name] }
