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
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
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
func Of(operation string) []Sibling { return all()[operation] }

// Limited returns the operations with siblings, sorted.
func Limited() []string { return limited() }

var limited = sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(all())) })

// all holds the siblings by operation.
var all = sync.OnceValue(func() map[string][]Sibling {
	siblings := make(map[string][]Sibling)
	for _, g := range groups {
		for _, operation := range strings.Fields(g.limited) {
			siblings[operation] = g.extend(siblings[operation], operation)
		}
	}
	return siblings
})

// extend appends the group's siblings of an operation, without those in list.
func (g group) extend(list []Sibling, operation string) []Sibling {
	if len(list) > 0 && g.limited == inQueues {
		g.effect = list[0].Effect
	}
	for _, way := range strings.Fields(cmp.Or(g.ways, g.limited)) {
		known := slices.ContainsFunc(list, func(s Sibling) bool { return s.Operation == way })
		if way != operation && !known {
			list = append(list, Sibling{way, g.effect, parts[pair{operation, way}], remedy(operation, way)})
		}
	}
	return list
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
