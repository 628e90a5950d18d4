package main

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// why returns the reason for the end of the program, "" if no filter ended it.
func (t *tracer) why(status unix.WaitStatus) string {
	switch {
	case !status.Signaled() || status.Signal() != unix.SIGSYS:
		return ""
	case t.own.killed != nil:
		return t.judge.killedBy(*t.own.killed)
	case t.own.trapped != nil:
		return t.judge.killedBy(*t.own.trapped)
	case t.own.sent:
		return "killed by SIGSYS, sent by a process"
	case t.own.last != nil:
		return t.judge.killedBy(*t.own.last)
	}
	return killedUnseen(t.judge.filter)
}

// killedBy returns the message for a process ended by a filter because of e.
func (j *judge) killedBy(e event.Event) string {
	switch {
	case e.Arch == nil:
		return "killed by a syscall of another architecture: " + j.reason(e)
	case !j.decides(e.Arch):
		return fmt.Sprintf("killed by a syscall of another architecture, %s %s: %s", e.Arch.GOARCH, e, j.reason(e))
	}
	return "killed by " + named(e) + ": " + j.reason(e)
}

// named returns a syscall with its arguments and its number.
func named(e event.Event) string {
	on := ""
	if e.Arch != native {
		on = " of " + e.Arch.GOARCH
	}
	if e.Syscall() == nil && e.Foreign() == "" {
		return e.String() + on
	}
	return fmt.Sprintf("syscall %s (%d)%s", e, e.Number, on)
}

// killedUnseen returns the message for a program killed by an unobserved syscall. With other
// actions the filter kills only for syscalls of another architecture, too rare for a guess.
func killedUnseen(f *seccomp.Filter) string {
	if v := f.Violation(); v != seccomp.KillProcess && v != seccomp.Trap {
		return ""
	}
	refusers := []string{"profile " + f.Profile().Name()}
	for range f.Blocked() {
		refusers = append(refusers, "-block")
		break
	}
	return "killed by SIGSYS, probably for a syscall refused by " + strings.Join(refusers, " or ")
}
