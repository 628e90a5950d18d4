// Package difference says in words what two policies decide differently.
//
// It compares what calls meet, not what the files say: rows that come to the same are
// no difference.
package difference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Side is a policy and what it decides. The sets of both sides are of one space.
type Side struct {
	*policy.Policy
	Decisions policy.Decisions
}

// Text says what was decided and now is, on the selected architectures; nothing if there
// is no difference. The profiles are in the order of the files, those that are new
// behind the others.
func Text(c *catalog.Catalog, was, now Side, selected []*arch.Arch) string {
	var b strings.Builder
	for _, p := range was.Profiles {
		if same := now.ByName(p.Name); same != nil {
			for _, g := range groups(c, was.Decisions.Of[p], now.Decisions.Of[same], selected) {
				g.write(&b, p.Name)
			}
		} else {
			fmt.Fprintf(&b, "%s: removed\n", p.Name)
		}
	}
	for _, p := range now.Profiles {
		if was.ByName(p.Name) == nil {
			fmt.Fprintf(&b, "%s: added\n", p.Name)
		}
	}
	return b.String()
}

// group is the architectures on which a profile has changed in the same way.
type group struct {
	arches  []*arch.Arch
	changes []change
}

// groups returns how a profile has changed.
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

// write writes the changes of the profile with that name in two columns.
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
