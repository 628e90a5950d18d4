package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/difference"
)

// Changes holds what changed since an older version.
type Changes struct {
	// Since names the older version.
	Since string
	// Added and Removed name the profiles of one version.
	Added, Removed []string
	// Profiles holds the profiles of both versions.
	Profiles []ProfileChanges
}

// ProfileChanges holds the changes of a profile, the riskiest first.
type ProfileChanges struct {
	Name    string
	Changes []Change
}

// Risk is a kind of change. A lower one needs more attention.
type Risk uint8

const (
	// Gained syscalls were refused with all arguments, and are not any more.
	Gained Risk = iota
	// Widened syscalls are refused with fewer arguments.
	Widened
	// Loosened syscalls were made under some control, with less of it now.
	Loosened
	// Altered syscalls have another action, as strict or stricter.
	Altered
	// Narrowed syscalls are refused with more arguments.
	Narrowed
	// Lost syscalls are refused with all arguments.
	Lost
)

// risks holds a word for each risk, and its meaning.
var risks = [...]struct{ word, meaning string }{
	Gained:   {"gained", "refused before, with all arguments"},
	Widened:  {"widened", "refused before, with some arguments"},
	Loosened: {"loosened", "a less strict action"},
	Altered:  {"altered", "another action"},
	Narrowed: {"narrowed", "refused now, with some arguments"},
	Lost:     {"lost", "refused now, with all arguments"},
}

// String returns the word for a risk.
func (r Risk) String() string { return risks[r].word }

// Meaning describes a risk in a few words.
func (r Risk) Meaning() string { return risks[r].meaning }

// Change is a new verdict on syscalls.
type Change struct {
	Risk Risk
	// Names lists the syscalls. If Numbers is set, it lists violations and kinds of numbers
	// without a syscall.
	Names   []string
	Numbers bool
	// Where names the architectures: all, all but a list, or a list.
	Where string
	// From and To are the old and the new action.
	From, To string
	// Example is the syscall with changed arguments. It is empty if all have the change.
	Example string
	// Was and Now hold the rules about the syscall, if there is an example.
	Was, Now string
	// danger orders the changes of one risk.
	danger int
}

// key returns a text that is equal for changes to share an entry, apart from their names if
// they have no example.
func (c Change) key() string {
	if c.Example != "" {
		return fmt.Sprint(c.Risk, c.Where, c.From, c.To, c.Names, c.Example, c.Was, c.Now)
	}
	return fmt.Sprint(c.Risk, c.Where, c.From, c.To, c.Numbers)
}

// riskOf returns the risk of a change. all reports whether it is for all arguments.
func riskOf(from, to uint32, all bool) Risk {
	switch {
	case action.Exceeds(to, from) && action.MayProceed(from):
		return Loosened
	case action.Exceeds(to, from) && all:
		return Gained
	case action.Exceeds(to, from):
		return Widened
	case action.MayProceed(from) && !action.MayProceed(to) && all:
		return Lost
	case action.MayProceed(from) && !action.MayProceed(to):
		return Narrowed
	}
	return Altered
}

// changes returns what changed since the old version, or nil without one.
func (b *builder) changes() *Changes {
	if b.Since == "" {
		return nil
	}
	out := &Changes{Since: b.Since}
	before := newBuilder(&Source{Catalog: b.Catalog, Arches: b.Arches, Profiles: b.Old})
	for i := range b.Old {
		if b.byName(b.Old[i].Name) == nil {
			out.Removed = append(out.Removed, b.Old[i].Name)
		}
	}
	for i := range b.Profiles {
		now := &b.Profiles[i]
		was := before.byName(now.Name)
		if was == nil {
			out.Added = append(out.Added, now.Name)
			continue
		}
		x := comparison{b, before, was, now}
		out.Profiles = append(out.Profiles, ProfileChanges{now.Name, x.changes()})
	}
	return out
}

// byName returns the profile with a name, or nil.
func (b *builder) byName(name string) *Profile {
	i := slices.IndexFunc(b.Profiles, func(p Profile) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &b.Profiles[i]
}

// comparison compares two versions of a profile.
type comparison struct {
	*builder
	before   *builder
	was, now *Profile
}

// changes returns the changes, the riskiest first.
func (x comparison) changes() []Change {
	of := difference.Compared{Policies: true, Was: make(map[*arch.Arch]decision.Decision), Now: make(map[*arch.Arch]decision.Decision)}
	for _, a := range x.Arches {
		of.Was[a], of.Now[a] = x.was.Decisions[a.Index], x.now.Decisions[a.Index]
	}
	var order []Change
	on := make(map[string][]*arch.Arch)
	for _, a := range x.Arches {
		for _, d := range of.On(x.Catalog, a) {
			c := x.change(d, a)
			key := c.Names[0] + c.key()
			if on[key] == nil {
				order = append(order, c)
			}
			on[key] = append(on[key], a)
		}
	}
	for i, c := range order {
		order[i].Where = x.where(c.Names[0], on[c.Names[0]+c.key()])
	}
	return ordered(order)
}

// change describes a difference on one architecture.
func (x comparison) change(d difference.Change, a *arch.Arch) Change {
	c := Change{
		Risk: riskOf(d.From, d.To, d.Example == ""), Names: []string{d.Name}, Example: d.Example,
		From: actionText(d.From, a), To: actionText(d.To, a), danger: len(x.Catalog.Tiers) + 1,
	}
	s := x.syscall(d.Name)
	if s == nil {
		c.Numbers = true
		return c
	}
	if c.danger = s.Tier; s.Tier == catalog.NoTier {
		c.danger = len(x.Catalog.Tiers)
	}
	if nr, _ := s.Number(a); d.Example != "" {
		c.Was, c.Now = x.before.rulesText(x.was, s, nr, a), x.rulesText(x.now, s, nr, a)
	}
	return c
}

// rulesText describes the rules about a syscall in one line.
func (b *builder) rulesText(p *Profile, s *catalog.Syscall, nr uint32, a *arch.Arch) string {
	part := b.part(p, s, nr, a)
	var list []string
	for _, u := range part.Uses {
		text := u.Action
		if len(u.Operations) > 0 {
			text += " for " + strings.Join(u.Operations, ", ")
		}
		if u.When != "" {
			text += " if " + u.When
		}
		list = append(list, text)
	}
	if part.Otherwise != "" {
		list = append(list, "otherwise "+part.Otherwise)
	}
	return strings.Join(list, "; ")
}

// syscall returns the syscall with a name, or nil for other names.
func (b *builder) syscall(name string) *catalog.Syscall {
	i := slices.IndexFunc(b.Catalog.Syscalls, func(s catalog.Syscall) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &b.Catalog.Syscalls[i]
}

// maxBut is the greatest number of architectures to name as exceptions.
const maxBut = 3

// where names architectures: all, if none with the syscall is missing, or all but a few.
func (b *builder) where(name string, on []*arch.Arch) string {
	with := b.Arches
	if s := b.syscall(name); s != nil {
		with = nil
		for _, n := range numbers(s, b.Arches) {
			with = append(with, n.Arches...)
		}
	}
	missing := slices.DeleteFunc(arch.Set(with), func(a *arch.Arch) bool { return slices.Contains(on, a) })
	switch {
	case len(b.Arches) == 1:
	case len(missing) == 0:
		return "all"
	case len(missing) <= maxBut && len(on) > maxBut:
		return "all but " + strings.Join(arch.Names(missing), ", ")
	}
	return strings.Join(arch.Names(on), ", ")
}

// ordered sorts changes by risk, then the most privileged syscalls first. Changes of all
// arguments share an entry.
func ordered(list []Change) []Change {
	slices.SortStableFunc(list, func(x, y Change) int {
		return cmp.Or(cmp.Compare(x.Risk, y.Risk), cmp.Compare(y.danger, x.danger), cmp.Compare(x.Names[0], y.Names[0]))
	})
	var out []Change
	for _, c := range list {
		i := slices.IndexFunc(out, func(x Change) bool { return x.key() == c.key() })
		if i >= 0 && c.Example == "" {
			out[i].Names = append(out[i].Names, c.Names...)
		} else {
			out = append(out, c)
		}
	}
	return out
}
