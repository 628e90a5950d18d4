package main

import (
	"errors"
	"os"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// reportExec reports the end of an idle guest: without a filter, and after execve under
// filters of this architecture. Under allow-all only a foreign architecture can kill it.
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
		return errors.New("exec: want a profile and a program")
	}
	f, err := parseFilter(args[0])
	if err != nil {
		return err
	}
	return seccomp.Exec(f, args[1], []string{args[1], "nothing"}, os.Environ())
}
