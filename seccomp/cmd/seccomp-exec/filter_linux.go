package main

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// options holds the flags of a filter.
type options struct {
	profile   string
	block     list
	allow     list
	violation string
}

// filter returns the filter, or all faults of the options.
func (o *options) filter() (seccomp.Filter, error) {
	profile, errProfile := profileNamed(o.profile)
	blocked, errBlock := syscallsNamed("-block", o.block)
	allowed, errAllow := syscallsNamed("-allow", o.allow)
	action, errAction := actionNamed(o.violation)
	if err := errors.Join(errProfile, errBlock, errAllow, errAction); err != nil {
		return seccomp.Filter{}, err
	}
	f := seccomp.New(profile)
	f.Block(blocked...)
	f.Allow(allowed...)
	f.OnViolation(action)
	return f, check(&f)
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

// profileNamed returns the profile with that name.
func profileNamed(name string) (tables.Profile, error) {
	profile, ok := tables.ProfileByName(name)
	if ok {
		return profile, nil
	}
	return profile, fmt.Errorf("-profile: unknown profile %q; want one of %s", name, strings.Join(profileNames(), ", "))
}

// profileNames returns the names of the built-in profiles.
func profileNames() []string {
	var names []string
	for _, p := range tables.Profiles() {
		names = append(names, p.Name())
	}
	return append(names, tables.AllowAll().Name())
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
