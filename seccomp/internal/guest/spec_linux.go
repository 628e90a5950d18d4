package main

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// parseFilter returns the filter that a line describes: minimal +chown -connect
// allows chown beyond the profile minimal, and blocks connect.
func parseFilter(spec string) (*seccomp.Filter, error) {
	words := strings.Fields(spec)
	if len(words) == 0 {
		return nil, fmt.Errorf("no profile in %q", spec)
	}
	profile, ok := tables.ProfileByName(words[0])
	if !ok {
		return nil, fmt.Errorf("no profile %q", words[0])
	}
	f := seccomp.New(profile)
	for _, word := range words[1:] {
		s, ok := tables.Lookup(word[1:])
		switch {
		case !ok:
			return nil, fmt.Errorf("no system call %q", word[1:])
		case word[0] == '+':
			f.Allow(s)
		case word[0] == '-':
			f.Block(s)
		default:
			return nil, fmt.Errorf("%q begins neither with + nor with -", word)
		}
	}
	return &f, nil
}
