package difference

import (
	"cmp"
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Violation is the name of the change of the action for violations.
const Violation = "violation"

// Change is a difference on one architecture.
type Change struct {
	// Name is the syscall, [Violation], or a kind of numbers without syscalls.
	Name string
	// From and To are the old and the new return value.
	From, To uint32
	// Example is the syscall with changed arguments. It is empty if all have the change.
	Example string
}

// On returns the changes on an architecture, in the order of numbers without a syscall and
// then of names.
func (p Compared) On(c *catalog.Catalog, a *arch.Arch) []Change {
	x := comparison{c, a, p.Was[a], p.Now[a], p.Policies, p.Within}
	var out []Change
	if was, now := actionOf(x.was, decision.Denied), actionOf(x.now, decision.Denied); x.policies && x.differ(was, now) {
		out = append(out, Change{Name: Violation, From: was, To: now})
	}
	for _, s := range x.subjects() {
		if s.name != unknown && x.likeUnknown(s.nr) {
			continue
		}
		changes := x.changes(s.nr)
		for _, of := range slices.SortedFunc(maps.Keys(changes), change.compare) {
			next := Change{Name: s.name, From: of.from, To: of.to}
			if changes[of] != argset.All {
				next.Example = x.example(s.nr, changes[of])
			}
			if !slices.Contains(out, next) {
				out = append(out, next)
			}
		}
	}
	return out
}

// compare orders changes by their actions.
func (c change) compare(other change) int {
	return cmp.Or(cmp.Compare(c.from, other.from), cmp.Compare(c.to, other.to))
}
