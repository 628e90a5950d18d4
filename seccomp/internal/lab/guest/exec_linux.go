package main

import (
	"errors"
	"os"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// reportExec reports how a guest that does nothing ends, on its own and when this
// one executes it under a filter of this architecture. Under allow-all nothing but
// the architecture can be wrong with it.
func (r *reporter) reportExec(name, path string) {
	_, err := runGuest(path, "nothing")
	r.finding("fact exec-%s-unfiltered %s", name, outcome(err))
	for _, p := range []tables.Profile{tables.Network(), tables.AllowAll()} {
		_, err := runGuest("/proc/self/exe", "exec", p.Name(), path)
		r.finding("fact exec-%s-%s %s", name, p.Name(), outcome(err))
	}
}

// execFiltered installs a profile and executes the guest at a path.
func execFiltered(args []string) error {
	if len(args) != 2 {
		return errors.New("exec takes a profile and a program")
	}
	f, err := parseFilter(args[0])
	if err != nil {
		return err
	}
	return seccomp.Exec(f, args[1], []string{args[1], "nothing"}, os.Environ())
}
