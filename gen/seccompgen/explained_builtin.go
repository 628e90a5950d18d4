package main

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/cause"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// builtIn finds a built-in profile. A hardened one has rules, like those of a policy.
func builtIn(c *catalog.Catalog, name string, arches []*arch.Arch) (explainer, error) {
	if err := checkBuiltIn(c, name); err != nil {
		return nil, err
	}
	if p, err := profile.ByName(c, name); err == nil {
		return builtInExplained{c, p}, nil
	}
	p, err := policy.Hardened(c)
	if err != nil {
		return nil, err
	}
	decisions, _, err := p.Decide(argset.NewSpace(), arches)
	return &explained{Profile: cause.NewProfile(p.ByName(name), decisions), builtIn: true}, err
}

// beforeInclude returns how to allow an event in spite of a hardened profile.
func beforeInclude(e eventlog.Entry, name string) string {
	if row := e.Row("NAME"); row != "" {
		return fmt.Sprintf("to allow it, use a policy with the row %s before @%s", row, name)
	}
	return "no rule can allow it"
}

// builtInExplained is a tier, or allow-all.
type builtInExplained struct {
	catalog *catalog.Catalog
	profile.Profile
}

// text returns why the profile refuses or logs an event, and how to allow it.
func (p builtInExplained) text(x *foldedEvent) string {
	e := x.first
	why := p.Name + " does not have it"
	switch p.Partition(p.catalog, e.Event.Arch).Of(e.Number) {
	case decision.Allowed:
		if e.Compat {
			return "\trefused: a built-in profile is for one architecture; -compat of generate adds the companion ABI\n"
		}
		return fmt.Sprintf("\t%s allows it; the program may have blocked it, or another filter\n", p.Name)
	case decision.Foreign:
		return "\trefused by each profile: " + e.Foreign() + " has no rules\n"
	case decision.Unknown:
		why = "newer than the baseline, and " + why
	}
	text := fmt.Sprintf("\t%s: %s\n", verbOf(e), why)
	r, ok := e.Rule()
	if !ok {
		return text
	}
	name := r.Syscall[strings.IndexByte(r.Syscall, '/')+1:]
	return text + fmt.Sprintf("\tto allow it, call f.Allow(tables.SYS_%s), or use a policy with @%s and the row %s\n", strings.ToUpper(name), p.Name, r.Row("NAME", "", ""))
}
