package main

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// why returns what to say of the end of the program, "" if the filter has nothing
// to do with it.
func (t *tracer) why(status unix.WaitStatus) string {
	switch {
	case !status.Signaled() || status.Signal() != unix.SIGSYS:
		return ""
	case t.killed != nil:
		return killedBy(t.filter, *t.killed)
	case t.trapped != nil:
		return killedBy(t.filter, *t.trapped)
	case t.sent:
		return "killed by SIGSYS, which a process sent"
	case t.last != nil:
		return killedBy(t.filter, *t.last)
	}
	return killedUnseen(t.filter)
}

// killedBy says that c, for which a filter has ended the program, did so.
func killedBy(f *seccomp.Filter, c call) string {
	profile := "profile " + f.Profile().Name()
	if c.foreign {
		return "killed by a system call of another architecture, which " + profile + " does not allow"
	}
	var refuser string
	switch {
	case f.Allowed(c.number):
		refuser = "another filter does not allow: " + profile + " does"
	case blocks(f, c.number):
		refuser = "-block denies"
	default:
		refuser = profile + " does not allow"
	}
	return fmt.Sprintf("killed by system call %s (%d), which %s", c.number, uint32(c.number), refuser)
}

// killedUnseen says that the program was killed by a call that was not seen. With
// other actions the filter kills for a call of another architecture alone, which is
// too rare to be named on a guess.
func killedUnseen(f *seccomp.Filter) string {
	if v := f.Violation(); v != seccomp.KillProcess && v != seccomp.Trap {
		return ""
	}
	refuser := "profile " + f.Profile().Name()
	for range f.Blocked() {
		refuser += " or -block"
		break
	}
	return "killed by SIGSYS, as by a system call that " + refuser + " does not allow"
}

// blocks reports whether f blocks s, and does not merely lack it.
func blocks(f *seccomp.Filter, s tables.Syscall) bool {
	for b := range f.Blocked() {
		if b == s {
			return true
		}
	}
	return false
}
