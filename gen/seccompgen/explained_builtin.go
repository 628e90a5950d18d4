package main

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// builtInExplained is a built-in profile.
type builtInExplained struct {
	catalog *catalog.Catalog
	profile.Profile
}

// text returns why the profile refuses an event, and how to allow it.
func (p builtInExplained) text(x *foldedEvent) string {
	e := x.first
	switch p.Partition(p.catalog, e.Event.Arch).Of(e.Number) {
	case decision.Allowed:
		if e.Compat {
			return "\trefused: a built-in profile is for one architecture; -compat of generate adds the companion ABI\n"
		}
		return fmt.Sprintf("\t%s allows it; the program may have blocked it, or another filter\n", p.Name)
	case decision.Foreign:
		return "\trefused by each profile: " + e.Foreign() + " has no rules\n"
	case decision.Unknown:
		return "\trefused: newer than the tables\n"
	}
	text := fmt.Sprintf("\trefused: %s does not have it\n", p.Name)
	r, ok := e.Rule()
	if !ok {
		return text
	}
	name := r.Syscall[strings.IndexByte(r.Syscall, '/')+1:]
	return text + fmt.Sprintf("\tto allow it, call f.Allow(tables.SYS_%s), or use a policy with @%s and the row %s\n", strings.ToUpper(name), p.Name, r.Row("NAME", "", ""))
}
