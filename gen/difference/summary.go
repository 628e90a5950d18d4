package difference

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// Compared is a profile with its old and its new decisions. All sets are in one space.
type Compared struct {
	// Name starts each line, unless it is empty.
	Name string
	// Was and Now hold the decisions by architecture.
	Was, Now map[*arch.Arch]decision.Decision
	// Policies reports whether both are profiles of policies: a new action for violations is
	// one difference then, not one for each syscall.
	Policies bool
	// Within limits the differences to what the new decision allows more than the old one.
	Within bool
	// MaxNames limits the syscalls in a line. 0 is no limit.
	MaxNames int
}

// Summary describes the differences of a profile in a few lines:
//
//	server: + times, timerfd_create on all
//	server: socket on all: lost allow, e.g. socket(family=AF_UNSPEC, type=0, protocol=0)
//
// "all" are the compared architectures with the syscall, if they are several. The first sign is + for syscalls
// allowed with all arguments, and - for those no longer allowed.
func (p Compared) Summary(c *catalog.Catalog) []string {
	var order []note
	on := make(map[note][]*arch.Arch)
	for _, a := range p.arches() {
		for _, n := range (comparison{c, a, p.Was[a], p.Now[a], p.Policies, p.Within}).notes() {
			if on[n] == nil {
				order = append(order, n)
			}
			on[n] = append(on[n], a)
		}
	}
	lines, names := []note{}, make(map[note][]string)
	for _, n := range order {
		line := note{where: p.where(c, n.name, on[n]), text: n.text}
		if names[line] == nil {
			lines = append(lines, line)
		}
		names[line] = append(names[line], n.name)
	}
	slices.SortStableFunc(lines, func(a, b note) int { return rank(a) - rank(b) })
	var out []string
	for _, line := range lines {
		text := line.join(names[line], p.MaxNames)
		if p.Name != "" {
			text = p.Name + ": " + text
		}
		out = append(out, text)
	}
	return out
}

// note is one difference: the text is gained or lost for all arguments, or describes it. A
// line has the architectures in place of a name.
type note struct{ name, where, text string }

// The texts of syscalls with all arguments gained or lost.
const gained, lost = "+", "-"

// rank orders lines: gained, lost, others.
func rank(n note) int { return slices.Index([]string{gained, lost, n.text}, n.text) }

// join returns a line for some names. 0 is no limit of their number.
func (n note) join(names []string, limit int) string {
	more := ""
	if limit > 0 && len(names) > limit {
		names, more = names[:limit], fmt.Sprintf(" and %d more", len(names)-limit)
	}
	text := strings.Join(names, ", ") + more
	if n.text == gained || n.text == lost {
		return n.text + " " + text + " on " + n.where
	}
	return text + " on " + n.where + ": " + n.text
}

// arches returns the compared architectures in order.
func (p Compared) arches() []*arch.Arch {
	return slices.DeleteFunc(arch.Set(slices.Collect(maps.Keys(p.Was))), func(a *arch.Arch) bool { return p.Now[a].Partition == nil })
}

// where names architectures: all, if several are compared and none with the syscall is
// missing.
func (p Compared) where(c *catalog.Catalog, name string, on []*arch.Arch) string {
	if len(p.Was) == 1 {
		return on[0].GOARCH
	}
	i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == name })
	for _, a := range p.arches() {
		exists := i < 0
		if !exists {
			_, exists = c.Syscalls[i].Number(a)
		}
		if exists && !slices.Contains(on, a) {
			return strings.Join(arch.Names(on), ", ")
		}
	}
	return "all"
}

// errnoNumber matches the number after the name of an errno. It depends on the architecture.
var errnoNumber = regexp.MustCompile(` \([0-9]+\)`)

// notes returns the differences on one architecture.
func (x comparison) notes() []note {
	var out []note
	add := func(name, text string) {
		if n := (note{name: name, text: errnoNumber.ReplaceAllString(text, "")}); !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if was, now := actionOf(x.was, decision.Denied), actionOf(x.now, decision.Denied); x.policies && x.differ(was, now) {
		add(Violation, fmt.Sprintf("%s became %s", x.action(was), x.action(now)))
	}
	subjects := x.subjects()
	if text, ok := x.everywhere(subjects); ok {
		add(every, text)
		return out
	}
	for _, s := range subjects {
		if s.name != unknown && x.likeUnknown(s.nr) {
			continue
		}
		changed := x.changedArguments(s.nr)
		for _, words := range slices.Sorted(maps.Keys(changed)) {
			add(s.name, x.describe(s.nr, words, changed[words]))
		}
	}
	return out
}

// every is the name for all numbers.
const every = "every syscall"

// everywhere returns the text of a change that all numbers have, for the same arguments.
func (x comparison) everywhere(subjects []subject) (text string, ok bool) {
	first := x.changedArguments(subjects[0].nr)
	for _, s := range subjects {
		if len(first) != 1 || !maps.Equal(first, x.changedArguments(s.nr)) {
			return "", false
		}
	}
	for words, set := range first {
		if text = x.describe(0, words, argset.All); set != argset.All {
			text = fmt.Sprintf("%s, e.g. for %s", words, listing.Arguments(x.now.Space.Example(set)))
		}
	}
	return text, true
}

// describe returns the text of a note.
func (x comparison) describe(nr uint32, words string, set argset.Set) string {
	switch {
	case set != argset.All:
		return fmt.Sprintf("%s, e.g. %s", words, x.example(nr, set))
	case words == gainedAllow:
		return gained
	case words == lostAllow:
		return lost
	}
	return words
}
