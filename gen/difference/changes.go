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

// change is a difference, in words. Its text may have several lines.
type change struct {
	subject, text string
}

// comparison is what a profile decided and now decides on one architecture.
type comparison struct {
	catalog  *catalog.Catalog
	arch     *arch.Arch
	was, now decision.Decision
}

// changes returns the differences. That the violation action is another is one, and
// not one of every call that meets it.
func (x comparison) changes() []change {
	var out []change
	was, now := actionOf(x.was, decision.Denied), actionOf(x.now, decision.Denied)
	if was != now {
		out = append(out, change{"violation", x.wasNow(x.action(was), x.action(now))})
	}
	for _, s := range x.subjects() {
		next := change{s.name, x.text(s.nr)}
		if next.text != "" && !slices.Contains(out, next) {
			out = append(out, next)
		}
	}
	return out
}

// actionOf returns the value that a verdict without cases returns.
func actionOf(d decision.Decision, v decision.VerdictID) uint32 { return d.Verdicts[v].Action }

func (x comparison) action(value uint32) string { return listing.ActionOn(value, x.arch) }

func (x comparison) wasNow(was, now string) string {
	return fmt.Sprintf("was: %s; now: %s", was, now)
}

// text says what has changed for a number; nothing if nothing has.
func (x comparison) text(nr uint32) string {
	moved := x.moved(nr)
	if len(moved) == 0 {
		return ""
	}
	var parts []string
	if was, now := x.outcome(x.was, nr), x.outcome(x.now, nr); was != now {
		parts = append(parts, x.wasNow(was, now))
	}
	for _, way := range slices.Sorted(maps.Keys(moved)) {
		if set := moved[way]; set != argset.All {
			parts = append(parts, fmt.Sprintf("%s, e.g. for %s", way, listing.Arguments(x.now.Space.Example(set))))
		}
	}
	return strings.Join(parts, "\n")
}

// moved returns the arguments for which a number has got another action, by the words
// for the way from the one to the other.
func (x comparison) moved(nr uint32) map[string]argset.Set {
	sets := make(map[string]argset.Set)
	for _, was := range cases(x.was, nr) {
		for _, now := range cases(x.now, nr) {
			both := x.now.Space.And(was.When, now.When)
			from, to := actionOf(x.was, was.Verdict), actionOf(x.now, now.Verdict)
			violations := was.Verdict == decision.Denied && now.Verdict == decision.Denied
			if both != argset.None && from != to && !violations {
				way := x.way(from, to)
				sets[way] = x.now.Space.Or(sets[way], both)
			}
		}
	}
	return sets
}

// way puts into words that one action became another.
func (x comparison) way(from, to uint32) string {
	switch {
	case to == action.Allow:
		return "gained allow"
	case from == action.Allow:
		return "lost allow"
	}
	return fmt.Sprintf("%s became %s", x.action(from), x.action(to))
}

// cases returns the cases of a number, one if no arguments decide.
func cases(d decision.Decision, nr uint32) []decision.Case {
	v := d.Partition.Of(nr)
	if list := d.Verdicts[v].Cases; list != nil {
		return list
	}
	return []decision.Case{{When: argset.All, Verdict: v}}
}

// outcome says how calls with a number end: allowed ones first, violations last.
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
