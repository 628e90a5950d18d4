package record

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// union returns the proposals of two records, by syscall cell. A condition with too many
// alternatives has none.
func union(old, added []event.Rule) []event.Rule {
	var list []event.Rule
	for _, p := range slices.Concat(old, added) {
		i := slices.IndexFunc(list, func(q event.Rule) bool { return q.Syscall == p.Syscall })
		if i < 0 {
			list = append(list, p)
			continue
		}
		list[i].When = either(list[i].When, p.When)
	}
	return slices.DeleteFunc(list, func(p event.Rule) bool { return strings.Count(p.When, " || ") >= event.MaxValues })
}

// either returns a condition for the alternatives of two.
func either(x, y string) string {
	var all []string
	for _, alternative := range slices.Concat(strings.Split(x, " || "), strings.Split(y, " || ")) {
		merged := slices.ContainsFunc(all, func(other string) bool { return other == alternative })
		for i := range all {
			if both, ok := eitherSet(all[i], alternative); ok && !merged {
				all[i], merged = both, true
			}
		}
		if !merged {
			all = append(all, alternative)
		}
	}
	return strings.Join(all, " || ")
}

// flagSet matches a condition for a set of flags: prot &^ (PROT_READ|PROT_WRITE) == 0.
var flagSet = regexp.MustCompile(`^(\w+) &\^ \(?([\w|]+)\)? == 0$`)

// eitherSet returns the condition for the flags of two sets of one parameter.
func eitherSet(x, y string) (condition string, ok bool) {
	m, n := flagSet.FindStringSubmatch(x), flagSet.FindStringSubmatch(y)
	if m == nil || n == nil || m[1] != n[1] {
		return "", false
	}
	flags := strings.Split(m[2], "|")
	for _, f := range strings.Split(n[2], "|") {
		if !slices.Contains(flags, f) {
			flags = append(flags, f)
		}
	}
	if len(flags) == 1 {
		return m[1] + " &^ " + flags[0] + " == 0", true
	}
	return m[1] + " &^ (" + strings.Join(flags, "|") + ") == 0", true
}
