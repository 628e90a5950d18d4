// Package sibling lists the other ways to the effect of a syscall.
//
// A filter decides syscalls, and its author thinks of effects: no new namespaces, no files
// but those open already. Many effects have several operations. A rule that limits one of
// them limits nothing if the profile allows another. For example, this policy refuses
// new namespaces to clone, and allows them to clone3:
//
//	server,clone,errno:EPERM,clone_flags & CLONE_NEWUSER != 0,
//	server,@network,,,
//
// [Of] returns the siblings of clone. Some do only a part of what the operation does: fork
// is clone with a signal and no flags. Its condition names this part, in the language of
// policies:
//
//	clone3                                  in full
//	fork     clone_flags &^ 0xff == 0       clone with no flags
//	unshare  clone_flags & (...) != 0       the namespaces
//
// The rule leaves clone without flags alone, so fork is no way around it, and clone3 is.
// Package policy warns about clone3. The usual remedy is its refusal with ENOSYS: libc then
// falls back to clone.
//
// Variants and multiplexers are not siblings. They are entry points of one operation, and
// one rule covers them.
package sibling

import (
	"slices"
	"strings"
)

// Sibling is another way to the effect of an operation.
type Sibling struct {
	// Operation is the sibling.
	Operation string
	// Effect is the common effect, to follow "another way to".
	Effect string
	// When is the part of the operation that the sibling does too: a condition over the
	// operation's named arguments, or empty for all of it.
	When string
	// Remedy holds the cells action and when of a rule against the sibling, if one is better
	// than the refusal of the limited operation.
	Remedy []string
}

// Of returns the siblings of an operation, in the order of the table.
func Of(operation string) []Sibling {
	var list []Sibling
	for _, g := range groups {
		if !slices.Contains(strings.Fields(g.limited), operation) {
			continue
		}
		if len(list) > 0 && g.limited == inQueues {
			g.effect = list[0].Effect
		}
		ways := g.ways
		if ways == "" {
			ways = g.limited
		}
		for _, way := range strings.Fields(ways) {
			known := slices.ContainsFunc(list, func(s Sibling) bool { return s.Operation == way })
			if way != operation && !known {
				list = append(list, Sibling{way, g.effect, parts[pair{operation, way}], remedy(operation, way)})
			}
		}
	}
	return list
}

// Limited returns the operations with siblings, sorted.
func Limited() []string {
	var names []string
	for _, g := range groups {
		names = append(names, strings.Fields(g.limited)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// remedy returns the cells of the best rule against a sibling, or nil.
func remedy(operation, way string) []string {
	for _, x := range []pair{{operation, way}, {"", way}} {
		if when, ok := conditions[x]; ok {
			return []string{"errno:EPERM", when}
		}
	}
	if slices.Contains(strings.Fields(fallbacks), way) {
		return []string{"errno:ENOSYS", ""}
	}
	return nil
}
