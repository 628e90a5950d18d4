package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/policyfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// options holds the flags of a filter.
type options struct {
	// profile is nil for the default.
	profile   *string
	policy    string
	compat    bool
	block     list
	allow     list
	violation string
}

// policySource returns the profile of -policy, and its rules if they are needed.
type policySource func(policyfile.Source) (tables.Profile, *policyfile.Profile, error)

// setFilter sets the filter and the policy of c, or returns all faults of the options.
func (c *command) setFilter(o *options, source policySource) error {
	profile, rules, errProfile := o.selected(source)
	blocked, errBlock := syscallsNamed("-block", o.block)
	allowed, errAllow := syscallsNamed("-allow", o.allow)
	action, errAction := o.action()
	if err := errors.Join(errProfile, errBlock, errAllow, errAction); err != nil {
		return err
	}
	f := seccomp.New(profile)
	f.Block(blocked...)
	f.Allow(allowed...)
	if action != nil {
		f.OnViolation(*action)
	}
	c.filter, c.policy = f, rules
	return check(&f)
}

// selected returns the profile of -policy, or the built-in one.
func (o *options) selected(source policySource) (tables.Profile, *policyfile.Profile, error) {
	switch {
	case o.policy != "":
		s := policyfile.Source{File: o.policy, Compat: o.compat}
		if o.profile != nil {
			s.Profile = *o.profile
		}
		return source(s)
	case o.compat:
		return tables.Profile{}, nil, errors.New("-compat without -policy; the built-in profiles kill the syscalls of the companion ABI")
	case o.profile == nil:
		return hardened.Network(), nil, nil
	}
	profile, err := profileNamed(*o.profile)
	return profile, nil, err
}

// action returns the action of -on-violation, nil for the profile's own.
func (o *options) action() (*seccomp.Action, error) {
	if o.violation == "" {
		return nil, nil
	}
	action, err := actionNamed(o.violation)
	return &action, err
}

// compiled is the source of profiles compiled from their file. It prints warnings to stderr.
func compiled(stderr io.Writer) policySource {
	return func(s policyfile.Source) (tables.Profile, *policyfile.Profile, error) {
		p, err := policyfile.Load(s, stderr)
		if rows := (csvfile.Errors)(nil); errors.As(err, &rows) {
			return tables.Profile{}, nil, rows
		}
		if err != nil {
			return tables.Profile{}, nil, errors.New(quoted(err.Error()))
		}
		return tables.MakeProfile(p.Data), p, nil
	}
}

// check returns the fault of the whole filter, with the name of its syscall.
func check(f *seccomp.Filter) error {
	err := f.Validate()
	var refused *seccomp.CallError
	if errors.As(err, &refused) {
		err = fmt.Errorf("%s: %w", refused.Call(), err)
	}
	return err
}

// profileNamed returns the built-in profile with that name.
func profileNamed(name string) (tables.Profile, error) {
	if profile, ok := tables.ProfileByName(name); ok {
		return profile, nil
	}
	profile, ok := hardened.ProfileByName(name)
	if ok {
		return profile, nil
	}
	return profile, fmt.Errorf("-profile: unknown profile %q; want one of %s", name, strings.Join(profileNames(), ", "))
}

// profileNames returns the names of the built-in profiles: the hardened ones, then the tiers
// and allow-all.
func profileNames() []string {
	var names []string
	for _, p := range slices.Concat(hardened.Profiles(), tables.Profiles(), []tables.Profile{tables.AllowAll()}) {
		names = append(names, p.Name())
	}
	return names
}

// syscallsNamed returns the syscalls with those names. The error has a line for each unknown
// name.
func syscallsNamed(flag string, names []string) ([]tables.Syscall, error) {
	var syscalls []tables.Syscall
	var errs []error
	for _, name := range names {
		s, ok := tables.Lookup(name)
		if !ok {
			errs = append(errs, fmt.Errorf("%s: unknown syscall %q; %s", flag, name, hint(nearest.Syscalls, name, syscallNames(), "use the kernel's name, such as openat")))
			continue
		}
		syscalls = append(syscalls, s)
	}
	return syscalls, errors.Join(errs...)
}

// syscallNames returns the names of this architecture's syscalls.
func syscallNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := range tables.AllowAll().All() {
			if !yield(s.String()) {
				return
			}
		}
	}
}
