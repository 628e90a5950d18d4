// Package profile returns the decisions of the built-in profiles: the six tiers of the
// catalog, and allow-all.
//
// For example, the tier of socket is network. On amd64 its number is 41, so the partition
// of each profile from network up has the run
//
//	41 .. 41    allowed
//
// or a longer one. In the lower tiers 41 is denied. The numbers from 424 on are newer than
// the baseline, Linux 5.1. Those without a tier, or of a higher one, are unknown. The
// numbers of x32 are foreign in all profiles.
//
// Package policy starts with the same partitions: [DenyByDefault] for a profile of a
// policy, [AllowByDefault] or [AllowBaseline] for one with the row allow-all.
package profile

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Title holds the names of a profile.
type Title struct {
	// Name is the name in policies and flags: io-heavy.
	Name string
	// Func is the name of the generated Go function: IOHeavy.
	Func string
	// Description states the purpose in a few words.
	Description string
}

// MakeTitle returns the title of a profile.
func MakeTitle(name, description string) Title {
	return Title{Name: name, Func: funcName(name), Description: description}
}

// Profile is a built-in profile, for all architectures.
type Profile struct {
	Title
	tier int
	all  bool
}

// AllowAll is the name of the base for deny-lists.
const AllowAll = "allow-all"

// BuiltIn returns the tiers of the catalog, lowest first, then AllowAll.
func BuiltIn(c *catalog.Catalog) []Profile {
	var out []Profile
	for i, t := range c.Tiers {
		out = append(out, Profile{Title: MakeTitle(t.Name, t.Description), tier: i})
	}
	const description = "a base for deny-lists: all but calls of other architectures and conventions (x32)"
	return append(out, Profile{Title: MakeTitle(AllowAll, description), all: true})
}

// ByName returns the built-in profile with a name.
func ByName(c *catalog.Catalog, name string) (Profile, error) {
	var names []string
	for _, p := range BuiltIn(c) {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("unknown profile %q; want one of %s", name, strings.Join(names, ", "))
}

// funcName returns the Go name of a profile: words joined, IO in capitals.
func funcName(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		if word == "io" {
			word = "IO"
		}
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// Holds reports whether p allows s.
func (p Profile) Holds(s *catalog.Syscall) bool {
	return p.all || s.Tier != catalog.NoTier && s.Tier <= p.tier
}

// Partition returns the verdict of p for every number of a.
func (p Profile) Partition(c *catalog.Catalog, a *arch.Arch) decision.Partition {
	if p.all {
		return AllowByDefault(a)
	}
	allowed := make(map[uint32]decision.VerdictID)
	for i := range c.Syscalls {
		if n, ok := c.Syscalls[i].Number(a); ok && p.Holds(&c.Syscalls[i]) {
			allowed[n] = decision.Allowed
		}
	}
	return DenyByDefault(a).SetEach(allowed)
}

// DenyByDefault returns the partition of a profile without syscalls: numbers newer than the
// baseline are unknown, numbers of other conventions foreign, all others denied.
func DenyByDefault(a *arch.Arch) decision.Partition {
	return withForeign(withUnknown(decision.Uniform(decision.Denied), a), a)
}

// AllowByDefault returns the partition of allow-all: only numbers of other conventions are
// not allowed.
func AllowByDefault(a *arch.Arch) decision.Partition {
	return withForeign(decision.Uniform(decision.Allowed), a)
}

// AllowBaseline is like AllowByDefault, but numbers newer than the baseline are unknown.
func AllowBaseline(a *arch.Arch) decision.Partition {
	return withForeign(withUnknown(decision.Uniform(decision.Allowed), a), a)
}

// withForeign sets the numbers of other conventions to foreign.
func withForeign(p decision.Partition, a *arch.Arch) decision.Partition {
	for _, c := range a.Foreign {
		p = p.Set(c.Interval, decision.Foreign)
	}
	return p
}

// withUnknown sets the numbers newer than the baseline, and those in place of larger ones,
// to unknown.
func withUnknown(p decision.Partition, a *arch.Arch) decision.Partition {
	p = p.Set(a.Newer(), decision.Unknown)
	for _, i := range a.Replaced {
		p = p.Set(i, decision.Unknown)
	}
	return p
}

// TableEnd returns the highest number in the syscall table of a. It ignores private
// numbers outside the table.
func TableEnd(c *catalog.Catalog, a *arch.Arch) uint32 {
	end := a.Base
	for i := range c.Syscalls {
		if n, ok := c.Syscalls[i].Number(a); ok && a.Table().Contains(n) {
			end = max(end, n)
		}
	}
	return end
}
