package difference

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// comparison holds the old and the new decision of a profile on one architecture.
type comparison struct {
	catalog  *catalog.Catalog
	arch     *arch.Arch
	was, now decision.Decision
	// policies and within are those of Compared.
	policies, within bool
}

// likeUnknown reports whether a number newer than the baseline has the old and the new
// verdict of numbers without a syscall.
func (x comparison) likeUnknown(nr uint32) bool {
	newer := x.arch.Newer()
	return newer.Contains(nr) && x.was.Partition.Of(nr) == x.was.Partition.Of(newer.Last) &&
		x.now.Partition.Of(nr) == x.now.Partition.Of(newer.Last)
}

// actionOf returns the action of a verdict without cases.
func actionOf(d decision.Decision, v decision.VerdictID) uint32 { return d.Verdicts[v].Action }

// action describes a return value.
func (x comparison) action(value uint32) string { return listing.ActionOn(value, x.arch) }

// change is a pair of actions: the old and the new one.
type change struct{ from, to uint32 }

// changes returns the arguments with a new action, by the change.
func (x comparison) changes(nr uint32) map[change]argset.Set {
	sets := make(map[change]argset.Set)
	for _, was := range cases(x.was, nr) {
		for _, now := range cases(x.now, nr) {
			both := x.now.Space.And(was.When, now.When)
			c := change{actionOf(x.was, was.Verdict), actionOf(x.now, now.Verdict)}
			violations := x.policies && was.Verdict == decision.Denied && now.Verdict == decision.Denied
			if both != argset.None && !violations && x.differ(c.from, c.to) {
				sets[c] = x.now.Space.Or(sets[c], both)
			}
		}
	}
	return sets
}

// changedArguments returns the arguments with a new action, by the description of the
// change: "lost allow".
func (x comparison) changedArguments(nr uint32) map[string]argset.Set {
	sets := make(map[string]argset.Set)
	for c, set := range x.changes(nr) {
		words := x.transition(c.from, c.to)
		sets[words] = x.now.Space.Or(sets[words], set)
	}
	return sets
}

// differ reports whether a change from one action to another is a difference.
func (x comparison) differ(from, to uint32) bool {
	return from != to && (!x.within || action.Exceeds(to, from))
}

// The changes between allow and a refusal.
const gainedAllow, lostAllow = "gained allow", "lost allow"

// transition describes the change from one action to another.
func (x comparison) transition(from, to uint32) string {
	switch {
	case to == action.Allow && !action.MayProceed(from):
		return gainedAllow
	case from == action.Allow && !action.MayProceed(to):
		return lostAllow
	}
	return fmt.Sprintf("%s became %s", x.action(from), x.action(to))
}

// cases returns the cases of a number: one for all arguments if its verdict has none.
func cases(d decision.Decision, nr uint32) []decision.Case {
	v := d.Partition.Of(nr)
	if list := d.Verdicts[v].Cases; list != nil {
		return list
	}
	return []decision.Case{{When: argset.All, Verdict: v}}
}
