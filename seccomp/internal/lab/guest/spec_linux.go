package main

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/policies/companion"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// parseFilter parses a filter: minimal +chown -connect is the profile minimal with chown
// allowed and connect blocked.
func parseFilter(spec string) (*seccomp.Filter, error) {
	words := strings.Fields(spec)
	if len(words) == 0 {
		return nil, fmt.Errorf("no profile in %q", spec)
	}
	profile, err := profileByName(words[0])
	if err != nil {
		return nil, err
	}
	f := seccomp.New(profile)
	for _, word := range words[1:] {
		s, ok := tables.Lookup(word[1:])
		switch {
		case !ok:
			return nil, fmt.Errorf("unknown syscall %q", word[1:])
		case word[0] == '+':
			f.Allow(s)
		case word[0] == '-':
			f.Block(s)
		default:
			return nil, fmt.Errorf("change %q; want + or - and a name", word)
		}
	}
	return &f, nil
}

// profileByName returns a built-in profile or one of package companion.
func profileByName(name string) (tables.Profile, error) {
	for _, p := range companion.Profiles() {
		if p.Name() == name {
			return p, nil
		}
	}
	p, ok := tables.ProfileByName(name)
	if !ok {
		return p, fmt.Errorf("no profile %q", name)
	}
	return p, nil
}
