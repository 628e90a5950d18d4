// Package profile turns the catalog's tiers into the verdict of every number on
// every architecture.
package profile

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Title is what a profile is called.
type Title struct {
	// Name is what users write: io-heavy.
	Name string
	// Func is the name of the Go function that returns it: IOHeavy.
	Func string
	// Description is what it is for, in a few words.
	Description string
}

// MakeTitle returns the title of a profile.
func MakeTitle(name, description string) Title {
	return Title{Name: name, Func: funcName(name), Description: description}
}

// Profile is a named set of system calls, not yet of any architecture.
type Profile struct {
	Title
	tier int
	all  bool
}

// AllowAll is the name of the profile that is a base for deny-lists.
const AllowAll = "allow-all"

// BuiltIn returns the catalog's tiers, lowest first, and AllowAll behind them.
func BuiltIn(c *catalog.Catalog) []Profile {
	var out []Profile
	for i, t := range c.Tiers {
		out = append(out, Profile{Title: MakeTitle(t.Name, t.Description), tier: i})
	}
	const description = "a base for deny-lists: all but calls of other architectures and conventions (x32)"
	return append(out, Profile{Title: MakeTitle(AllowAll, description), all: true})
}

// ByName returns the built-in profile with that name.
func ByName(c *catalog.Catalog, name string) (Profile, error) {
	var names []string
	for _, p := range BuiltIn(c) {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("unknown profile %q, expected one of %s", name, strings.Join(names, ", "))
}

// funcName is the Go name of a profile: words joined, IO in capitals.
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

// Partition returns p's verdict on every number of a.
func (p Profile) Partition(c *catalog.Catalog, a *arch.Arch) decision.Partition {
	if p.all {
		return AllowByDefault(a)
	}
	out := DenyByDefault(c, a)
	for i := range c.Syscalls {
		if n, ok := c.Syscalls[i].Number(a); ok && p.Holds(&c.Syscalls[i]) {
			out = out.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
		}
	}
	return out
}

// DenyByDefault is the verdicts of a profile that holds nothing: what is newer than the
// table of a is unknown, numbers of other conventions are foreign, the
// rest denied.
func DenyByDefault(c *catalog.Catalog, a *arch.Arch) decision.Partition {
	out := withUnknown(decision.Uniform(decision.Denied), c, a)
	// Of the numbers that are shown in place of others, some are calls.
	for n := range c.Names(a) {
		out = out.Set(interval.Interval{First: n, Last: n}, decision.Denied)
	}
	return withForeign(out, a)
}

// AllowByDefault is the verdicts of a profile that holds all but calls of other conventions.
func AllowByDefault(a *arch.Arch) decision.Partition {
	return withForeign(decision.Uniform(decision.Allowed), a)
}

// AllowKnown is AllowByDefault for the numbers that the table has: what is newer is unknown.
func AllowKnown(c *catalog.Catalog, a *arch.Arch) decision.Partition {
	return withForeign(withUnknown(decision.Uniform(decision.Allowed), c, a), a)
}

func withForeign(p decision.Partition, a *arch.Arch) decision.Partition {
	for _, c := range a.Foreign {
		p = p.Set(c.Interval, decision.Foreign)
	}
	return p
}

func withUnknown(p decision.Partition, c *catalog.Catalog, a *arch.Arch) decision.Partition {
	p = p.Set(interval.Interval{First: TableEnd(c, a) + 1, Last: arch.UnknownLimit - 1}, decision.Unknown)
	for _, i := range a.Unknown {
		p = p.Set(i, decision.Unknown)
	}
	return p
}

// TableEnd is the highest number in the system call table of a, calls
// outside the table left aside.
func TableEnd(c *catalog.Catalog, a *arch.Arch) uint32 {
	end := a.Base
	for i := range c.Syscalls {
		if n, ok := c.Syscalls[i].Number(a); ok && a.Table().Contains(n) {
			end = max(end, n)
		}
	}
	return end
}
