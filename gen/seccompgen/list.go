package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

const (
	listSynopsis = "[-csv FILE] [NAME...]"
	listNotes    = `List prints the tiers and the groups. For a NAME it prints

  a syscall        its tier and why, its groups, its other entry points, and its numbers
  a tier           the operations that it adds to the tier before
  a group          its operations

NAME may begin with @, as in policies.
`
)

// list prints the tiers and groups, or the meanings of names.
func list(flags *flag.FlagSet, args []string, stdout, _ io.Writer) error {
	usageOf(flags, listSynopsis, listNotes)
	csv := builtInFlag(flags)
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	c, err := load(*csv)
	if err != nil {
		return err
	}
	hardened, err := policy.Hardened(c)
	if err != nil {
		return err
	}
	l := listed{c, hardened, new(strings.Builder)}
	if flags.NArg() == 0 {
		l.all()
	}
	var errs []error
	for _, name := range flags.Args() {
		errs = append(errs, l.name(name))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	_, err = io.WriteString(stdout, l.String())
	return err
}

// listed is the text of list.
type listed struct {
	*catalog.Catalog
	hardened *policy.Policy
	*strings.Builder
}

// printf appends text.
func (l listed) printf(format string, args ...any) { fmt.Fprintf(l, format, args...) }

// all lists the tiers and the groups.
func (l listed) all() {
	l.printf("profiles; each tier allows all that the tiers before it allow:\n")
	for _, p := range profile.BuiltIn(l.Catalog) {
		l.printf("\t@%-17s  %s\n", p.Name, p.Description)
	}
	for _, p := range l.hardened.Profiles {
		l.printf("\t@%-17s  %s\n", p.Name, p.Description)
	}
	l.printf("\ngroups:\n")
	for _, g := range l.Groups {
		l.printf("\t@%-17s  %s\n", g.Name, g.Description)
	}
}

// name lists the meaning of a name.
func (l listed) name(name string) error {
	set := strings.TrimPrefix(name, "@")
	tier := slices.IndexFunc(l.Tiers, func(t catalog.Tier) bool { return t.Name == set })
	group := slices.IndexFunc(l.Groups, func(g catalog.Group) bool { return g.Name == set })
	syscall := slices.IndexFunc(l.Syscalls, func(s catalog.Syscall) bool { return s.Name == name })
	switch {
	case syscall >= 0:
		l.syscall(&l.Syscalls[syscall])
	case tier >= 0:
		l.set("tier "+set, l.Tiers[tier].Description, func(s *catalog.Syscall) bool { return s.Tier == tier })
	case set == profile.AllowAll:
		l.printf("%s: every syscall\n", set)
	case group >= 0:
		l.set("group "+set, l.Groups[group].Description, func(s *catalog.Syscall) bool { return s.In(set) })
	case l.hardened.ByName(set) != nil:
		l.printf("%s: %s; its rules are in %s\n", set, l.hardened.ByName(set).Description, policy.HardenedFile)
	default:
		return l.unknown(name)
	}
	if syscall >= 0 && (tier >= 0 || group >= 0) {
		// A syscall and a group have this name: mount.
		l.printf("see also @%s\n", set)
	}
	return nil
}

// set lists the operations of a set, in lines of several names.
func (l listed) set(what, description string, in func(*catalog.Syscall) bool) {
	l.printf("%s: %s", what, description)
	column := 100
	for i := range l.Syscalls {
		s := &l.Syscalls[i]
		if len(s.Operations) > 0 || !in(s) {
			continue
		}
		if column += 1 + len(s.Name); column > 90 {
			l.printf("\n\t%s", s.Name)
			column = len(s.Name)
		} else {
			l.printf(" %s", s.Name)
		}
	}
	l.printf("\n")
}

// syscall lists the properties of a syscall.
func (l listed) syscall(s *catalog.Syscall) {
	l.printf("%s\n", s.Name)
	l.property("tier", l.tier(s))
	l.property("groups", cmp.Or(strings.Join(s.Groups, " "), "none"))
	switch {
	case s.Multiplexer():
		l.property("multiplexer of", strings.Join(s.Operations, " "))
	case len(s.Operations) == 1:
		l.property("variant of", s.Operations[0])
	default:
		l.property("variants", strings.Join(l.entryPoints(s.Name, false), " "))
		l.property("multiplexers", strings.Join(l.entryPoints(s.Name, true), " "))
	}
	l.property("numbers", numbers(s))
}

// property prints a property with a value.
func (l listed) property(name, value string) {
	if value != "" {
		l.printf("\t%-15s %s\n", name, value)
	}
}

// tier describes the tier of a syscall.
func (l listed) tier(s *catalog.Syscall) string {
	switch {
	case s.Tier == catalog.NoTier:
		return "none; only " + profile.AllowAll + " allows it"
	case len(s.Operations) > 0 || s.Why == "seed":
		return l.Tiers[s.Tier].Name
	}
	return fmt.Sprintf("%s (%s)", l.Tiers[s.Tier].Name, s.Why)
}

// entryPoints returns the variants or the multiplexers of an operation.
func (l listed) entryPoints(operation string, multiplexers bool) []string {
	var names []string
	for i := range l.Syscalls {
		if s := &l.Syscalls[i]; slices.Contains(s.Operations, operation) && s.Multiplexer() == multiplexers {
			names = append(names, s.Name)
		}
	}
	return names
}

// numbers returns the numbers of a syscall, each with its architectures.
func numbers(s *catalog.Syscall) string {
	on := make(map[uint32][]string)
	var order []uint32
	for _, a := range arch.Targets {
		if n, ok := s.Number(a); ok {
			if on[n] == nil {
				order = append(order, n)
			}
			on[n] = append(on[n], a.GOARCH)
		}
	}
	var parts []string
	for _, n := range order {
		parts = append(parts, fmt.Sprintf("%d on %s", n, strings.Join(on[n], " ")))
	}
	return strings.Join(parts, "; ")
}

// unknown returns the error for an unknown name.
func (l listed) unknown(name string) error {
	hint := ""
	if set, ok := strings.CutPrefix(name, "@"); ok {
		if meant, ok := nearest.Closest(set, l.sets()); ok {
			hint = "; did you mean @" + meant + "?"
		}
	} else if meant, ok := nearest.Syscalls(name, l.names()); ok {
		hint = "; did you mean " + meant + "?"
	}
	return fmt.Errorf("no syscall, profile or group %q%s", name, hint)
}

// names returns the names of syscalls, profiles and groups.
func (l listed) names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range l.Syscalls {
			if !yield(l.Syscalls[i].Name) {
				return
			}
		}
		l.sets()(yield)
	}
}

// sets returns the names of profiles and groups.
func (l listed) sets() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range profile.BuiltIn(l.Catalog) {
			if !yield(p.Name) {
				return
			}
		}
		for _, p := range l.hardened.Profiles {
			if !yield(p.Name) {
				return
			}
		}
		for _, g := range l.Groups {
			if !yield(g.Name) {
				return
			}
		}
	}
}
