package main

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// options is the filter as the flags give it.
type options struct {
	profile   string
	block     list
	allow     list
	violation string
}

// filter returns the filter, or all that is wrong with the options.
func (o *options) filter() (seccomp.Filter, error) {
	profile, errProfile := profileNamed(o.profile)
	blocked, errBlock := callsNamed("-block", o.block)
	allowed, errAllow := callsNamed("-allow", o.allow)
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

// check returns what is wrong with f as a whole.
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
	var names []string
	for _, p := range tables.Profiles() {
		names = append(names, p.Name())
	}
	names = append(names, tables.AllowAll().Name())
	return profile, fmt.Errorf("-profile: unknown profile %q: expected %s", name, strings.Join(names, ", "))
}

// callsNamed returns the system calls with those names. The error has a line for
// each name that is none.
func callsNamed(flag string, names []string) ([]tables.Syscall, error) {
	var calls []tables.Syscall
	var errs []error
	for _, name := range names {
		call, ok := tables.Lookup(name)
		if !ok {
			errs = append(errs, fmt.Errorf("%s: unknown system call %q: %s", flag, name, expected(name, callNames(), "the kernel's name, such as openat")))
			continue
		}
		calls = append(calls, call)
	}
	return calls, errors.Join(errs...)
}

// callNames returns the names of this architecture's system calls.
func callNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := range tables.AllowAll().All() {
			if !yield(s.String()) {
				return
			}
		}
	}
}

// actionNamed returns the action that -on-violation names.
func actionNamed(name string) (seccomp.Action, error) {
	switch name {
	case "kill":
		return seccomp.KillProcess, nil
	case "log":
		return seccomp.Log, nil
	case "trap":
		return seccomp.Trap, nil
	}
	errno, ok := strings.CutPrefix(name, "errno:")
	if !ok {
		return 0, fmt.Errorf("-on-violation: unknown action %q: expected kill, errno:NAME, log or trap", name)
	}
	for e, n := range errnoNames() {
		if n == errno {
			return seccomp.Errno(e), nil
		}
	}
	names := func(yield func(string) bool) {
		errnoNames()(func(_ unix.Errno, n string) bool { return yield(n) })
	}
	return 0, fmt.Errorf("-on-violation: unknown error %q: %s", errno, expected(errno, names, "a name of errno(3), such as EPERM"))
}

// errnoNames returns the errors of this architecture with their names.
func errnoNames() iter.Seq2[unix.Errno, string] {
	const maxErrno = 4095
	return func(yield func(unix.Errno, string) bool) {
		for e := unix.Errno(1); e <= maxErrno; e++ {
			if name := unix.ErrnoName(e); name != "" && !yield(e, name) {
				return
			}
		}
	}
}
