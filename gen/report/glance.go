package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/sibling"
)

// Summary is a profile at a glance.
type Summary struct {
	profile.Title
	// Counts holds the numbers of syscalls by verdict, in the order of kinds.
	Counts []Count
	// Default is a sentence about syscalls without a rule.
	Default string
	// Runs lists tested programs. Like is the built-in profile whose syscalls the profile
	// allows, with all of their arguments there, or the empty string for that profile itself.
	Runs, Like string
	// Open lists the effects possible under the profile, Closed the others.
	Open, Closed []Concern
	// InQueues lists the operations refused or limited by the profile, and possible in the
	// queues of io_uring. It is empty if io_uring is closed.
	InQueues []string
	// Unchecked lists entry points open for all arguments of an operation with a condition.
	Unchecked []string
	// Accepted lists the siblings of limited syscalls that the author leaves open.
	Accepted []policy.Accepted
}

// Count is the number of syscalls with a verdict.
type Count struct {
	Verdict
	// On holds the numbers in the order of Report.Arches.
	On []int
}

// summary returns profile i at a glance.
func (b *builder) summary(i int, syscalls []Syscall) Summary {
	p := &b.Profiles[i]
	out := Summary{Title: p.Title, Counts: b.counts(i, syscalls), Default: b.defaults(p), InQueues: b.inQueues(p), Unchecked: b.unchecked(i, syscalls)}
	out.Open, out.Closed = b.concernsOf(p)
	out.Like, out.Runs = b.runs(p)
	if p.Rules != nil {
		out.Accepted = p.Rules.Accepted()
	}
	return out
}

// counts counts the syscalls of profile i by verdict.
func (b *builder) counts(i int, syscalls []Syscall) []Count {
	var out []Count
	at := make(map[Verdict]int)
	for _, s := range syscalls {
		for _, part := range s.Cells[i].Parts {
			j, ok := at[part.Verdict]
			if !ok {
				j = len(out)
				at[part.Verdict] = j
				out = append(out, Count{part.Verdict, make([]int, len(b.Arches))})
			}
			for _, a := range part.Arches {
				out[j].On[b.places[a]]++
			}
		}
	}
	slices.SortFunc(out, func(x, y Count) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Text, y.Text))
	})
	return out
}

// defaults describes the verdicts without a rule, on the first architecture.
func (b *builder) defaults(p *Profile) string {
	a := b.Arches[0]
	d := p.Decisions[a.Index]
	newer := actionText(d.Verdicts[d.Partition.Of(a.Newer().Last)].Action, a)
	if d.Partition.Of(unused(b.Catalog, a)) == decision.Allowed {
		return fmt.Sprintf("It allows syscalls without a rule; newer ones than Linux 5.1: %s.", newer)
	}
	return fmt.Sprintf("Syscalls without a rule: %s; newer ones than Linux 5.1: %s.", actionText(d.Verdicts[decision.Denied].Action, a), newer)
}

// unused returns a number of the baseline without a syscall and of no other calling
// convention.
func unused(c *catalog.Catalog, a *arch.Arch) uint32 {
	names, kinds := c.Names(a), profile.DenyByDefault(a)
	for nr := a.Base; nr < a.Newer().First; nr++ {
		if names[nr] == "" && kinds.Of(nr) == decision.Denied {
			return nr
		}
	}
	return 1<<32 - 1
}

// ring is the syscall to make the queues of io_uring.
const ring = "io_uring_setup"

// inQueues returns the operations refused or limited by a profile, and possible in a queue.
func (b *builder) inQueues(p *Profile) []string {
	if len(b.openings(p, way{ring, ""})) == 0 {
		return nil
	}
	var out []string
	for _, operation := range sibling.Limited() {
		inQueue := slices.ContainsFunc(sibling.Of(operation), func(s sibling.Sibling) bool { return s.Operation == ring })
		if inQueue && b.limits(p, operation) {
			out = append(out, operation)
		}
	}
	return out
}

// limits reports whether a profile refuses a syscall with some arguments, on an architecture.
func (b *builder) limits(p *Profile, name string) bool {
	s := b.syscall(name)
	return slices.ContainsFunc(b.Arches, func(a *arch.Arch) bool {
		nr, ok := s.Number(a)
		return ok && allowed(p.Decisions[a.Index], nr) != argset.All
	})
}

// allowed returns the arguments of a number that may be made.
func allowed(d decision.Decision, nr uint32) argset.Set {
	set := argset.None
	for value, when := range d.ByAction(nr) {
		if action.MayProceed(value) {
			set = d.Space.Or(set, when)
		}
	}
	return set
}

// runs returns the built-in profile that a profile includes, and the programs tested under
// it. The name is empty for a built-in profile itself.
func (b *builder) runs(p *Profile) (like, text string) {
	if slices.ContainsFunc(b.BuiltIn, func(x Profile) bool { return x.Name == p.Name }) {
		return "", runs(p.Name)
	}
	var list []string
	for _, tested := range programs {
		for i := range b.BuiltIn {
			if x := &b.BuiltIn[i]; policy.HardenedTier(x.Name) == tested.tier && b.includes(p, x) {
				like, list = x.Name, append(list, tested.text)
				break
			}
		}
	}
	return like, strings.Join(list, ", ")
}

// includes reports whether a profile allows every input that another one allows.
func (b *builder) includes(p, other *Profile) bool {
	for _, a := range b.Arches {
		d, of := p.Decisions[a.Index], other.Decisions[a.Index]
		for i := range b.Catalog.Syscalls {
			nr, ok := b.Catalog.Syscalls[i].Number(a)
			if ok && d.Space.Minus(of.Arguments(nr, decision.Allowed), d.Arguments(nr, decision.Allowed)) != argset.None {
				return false
			}
		}
	}
	return true
}
