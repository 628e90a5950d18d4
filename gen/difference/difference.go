// Package difference describes how the decisions of two policies differ.
//
// It compares the verdict of every number for all arguments, not the rows. For example, a
// new version of a policy replaces the first row by the second:
//
//	server,socket,,,sockets
//	server,socket,,family == AF_UNIX,only local sockets
//
// On amd64 [Text] returns:
//
//	server on amd64:
//	  socket  was: allow; now: allow for some arguments, otherwise kill the process
//	          lost allow, e.g. for (0, 0, 0, 0, 0, 0)
//
// Architectures with the same changes share one text. A new order of rows with the same
// decisions is no difference.
package difference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Profile is a profile of the old or the new policy. All compared profiles have their sets
// in one space.
type Profile struct {
	Name string
	// Decisions holds the decision on each architecture, by arch.Arch.Index.
	Decisions []decision.Decision
}

// Text describes how the profiles of the same name differ on the selected architectures.
// It returns "" for equal decisions. Profiles are in the order of was, new ones last.
func Text(c *catalog.Catalog, was, now []Profile, selected []*arch.Arch) string {
	var b strings.Builder
	for _, p := range was {
		if i := find(now, p.Name); i >= 0 {
			for _, g := range groups(c, p.Decisions, now[i].Decisions, selected) {
				g.write(&b, p.Name)
			}
		} else {
			fmt.Fprintf(&b, "%s: removed\n", p.Name)
		}
	}
	for _, p := range now {
		if find(was, p.Name) < 0 {
			fmt.Fprintf(&b, "%s: added\n", p.Name)
		}
	}
	return b.String()
}

// find returns the index of the profile with a name, or -1.
func find(profiles []Profile, name string) int {
	return slices.IndexFunc(profiles, func(p Profile) bool { return p.Name == name })
}

// group lists architectures with the same changes of a profile.
type group struct {
	arches  []*arch.Arch
	changes []change
}

// groups returns the changes of a profile on the selected architectures.
func groups(c *catalog.Catalog, was, now []decision.Decision, selected []*arch.Arch) []group {
	var out []group
	for _, a := range selected {
		changes := comparison{c, a, was[a.Index], now[a.Index]}.changes()
		if len(changes) == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(g group) bool { return slices.Equal(g.changes, changes) })
		if i < 0 {
			i = len(out)
			out = append(out, group{changes: changes})
		}
		out[i].arches = append(out[i].arches, a)
	}
	return out
}

// write writes the changes of the profile with a name in two columns.
func (g group) write(b *strings.Builder, name string) {
	on := strings.Join(arch.Names(g.arches), ", ")
	if slices.Equal(g.arches, arch.Targets) {
		on = "all architectures"
	}
	fmt.Fprintf(b, "%s on %s:\n", name, on)
	width := 0
	for _, x := range g.changes {
		width = max(width, len(x.subject))
	}
	for _, x := range g.changes {
		subject := x.subject
		for line := range strings.Lines(x.text) {
			fmt.Fprintf(b, "  %-*s  %s\n", width, subject, strings.TrimSuffix(line, "\n"))
			subject = ""
		}
	}
}
