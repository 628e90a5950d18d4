package main

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// why returns the reason for the end of the program, "" if no filter ended it.
func (t *tracer) why(status unix.WaitStatus) string {
	switch {
	case !status.Signaled() || status.Signal() != unix.SIGSYS:
		return ""
	case t.killed != nil:
		return killedBy(t.filter, *t.killed)
	case t.trapped != nil:
		return killedBy(t.filter, *t.trapped)
	case t.sent:
		return "killed by SIGSYS, sent by a process"
	case t.last != nil:
		return killedBy(t.filter, *t.last)
	}
	return killedUnseen(t.filter)
}

// killedBy returns the message for a program ended by a filter because of c.
func killedBy(f *seccomp.Filter, c call) string {
	profile := "profile " + f.Profile().Name()
	if c.foreign {
		return "killed by a syscall of another architecture: " + profile + " does not allow it"
	}
	var reason string
	switch {
	case f.Allowed(c.number):
		reason = profile + " allows it, another filter does not"
	case blocks(f, c.number):
		reason = "-block refuses it"
	default:
		reason = profile + " does not allow it"
	}
	return fmt.Sprintf("killed by syscall %s (%d): %s", c.number, uint32(c.number), reason)
}

// killedUnseen returns the message for a program killed by an unobserved syscall. With other
// actions the filter kills only for syscalls of another architecture, too rare for a guess.
func killedUnseen(f *seccomp.Filter) string {
	if v := f.Violation(); v != seccomp.KillProcess && v != seccomp.Trap {
		return ""
	}
	refuser := "profile " + f.Profile().Name()
	for range f.Blocked() {
		refuser += " or -block"
		break
	}
	return "killed by SIGSYS, probably for a syscall refused by " + refuser
}

// blocks reports whether Block named s, as a syscall outside the profile is refused too.
func blocks(f *seccomp.Filter, s tables.Syscall) bool {
	for b := range f.Blocked() {
		if b == s {
			return true
		}
	}
	return false
}
