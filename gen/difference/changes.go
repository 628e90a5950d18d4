package difference

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// change describes a difference. Its text may have several lines.
type change struct {
	subject, text string
}

// comparison holds the old and the new decision of a profile on one architecture.
type comparison struct {
	catalog  *catalog.Catalog
	arch     *arch.Arch
	was, now decision.Decision
}

// changes returns the differences. A new action for violations or for unknown syscalls is
// one difference, not one for each syscall.
func (x comparison) changes() []change {
	var out []change
	was, now := actionOf(x.was, decision.Denied), actionOf(x.now, decision.Denied)
	if was != now {
		out = append(out, change{"violation", x.wasNow(x.action(was), x.action(now))})
	}
	for _, s := range x.subjects() {
		if s.name != unknown && x.likeUnknown(s.nr) {
			continue
		}
		next := change{s.name, x.text(s.nr)}
		if next.text != "" && !slices.Contains(out, next) {
			out = append(out, next)
		}
	}
	return out
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

// wasNow describes a change from one text to another.
func (x comparison) wasNow(was, now string) string {
	return fmt.Sprintf("was: %s; now: %s", was, now)
}

// text describes the changes of a number. It returns "" if there are none.
func (x comparison) text(nr uint32) string {
	changed := x.changedArguments(nr)
	if len(changed) == 0 {
		return ""
	}
	var parts []string
	if was, now := x.outcome(x.was, nr), x.outcome(x.now, nr); was != now {
		parts = append(parts, x.wasNow(was, now))
	}
	for _, words := range slices.Sorted(maps.Keys(changed)) {
		if set := changed[words]; set != argset.All {
			parts = append(parts, fmt.Sprintf("%s, e.g. for %s", words, listing.Arguments(x.now.Space.Example(set))))
		}
	}
	return strings.Join(parts, "\n")
}

// changedArguments returns the arguments with a new action, by the description of the
// change: "lost allow".
func (x comparison) changedArguments(nr uint32) map[string]argset.Set {
	sets := make(map[string]argset.Set)
	for _, was := range cases(x.was, nr) {
		for _, now := range cases(x.now, nr) {
			both := x.now.Space.And(was.When, now.When)
			from, to := actionOf(x.was, was.Verdict), actionOf(x.now, now.Verdict)
			violations := was.Verdict == decision.Denied && now.Verdict == decision.Denied
			if both != argset.None && from != to && !violations {
				words := x.transition(from, to)
				sets[words] = x.now.Space.Or(sets[words], both)
			}
		}
	}
	return sets
}

// The changes from and to allow.
const gainedAllow, lostAllow = "gained allow", "lost allow"

// transition describes the change from one action to another.
func (x comparison) transition(from, to uint32) string {
	switch {
	case to == action.Allow:
		return gainedAllow
	case from == action.Allow:
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

// outcome describes the actions of a number: allow first, the violation action last.
func (x comparison) outcome(d decision.Decision, nr uint32) string {
	list := slices.Clone(cases(d, nr))
	rank := func(c decision.Case) int {
		return map[decision.VerdictID]int{decision.Allowed: -1, decision.Denied: 1}[c.Verdict]
	}
	slices.SortFunc(list, func(a, b decision.Case) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(actionOf(d, a.Verdict), actionOf(d, b.Verdict)))
	})
	last := actionOf(d, list[len(list)-1].Verdict)
	var b strings.Builder
	for _, c := range list {
		if value := actionOf(d, c.Verdict); value != last {
			b.WriteString(x.action(value) + " for some arguments, ")
		}
	}
	if b.Len() > 0 {
		b.WriteString("otherwise ")
	}
	return b.String() + x.action(last)
}
