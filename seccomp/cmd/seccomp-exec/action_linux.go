package main

import (
	"fmt"
	"iter"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// defaultAction is the action of the built-in profiles.
const defaultAction = "kill"

// actions lists the actions of -on-violation. Parsing, messages and help follow from it.
var actions = []struct {
	// name and operand are as in the help: errno:NAME.
	name, operand string
	help          string
	// action returns the action for an operand, "" without one.
	action func(operand string) (seccomp.Action, error)
}{
	{"kill", "", "kill PROGRAM with SIGSYS", plain(seccomp.KillProcess)},
	{"errno", "NAME", "the syscall fails with an errno, such as EPERM", errnoAction},
	{"log", "", "log the syscall and let it proceed", plain(seccomp.Log)},
	{"trap", "", "send SIGSYS: PROGRAM may catch it", plain(seccomp.Trap)},
}

// plain returns the action of an entry without an operand.
func plain(a seccomp.Action) func(string) (seccomp.Action, error) {
	return func(string) (seccomp.Action, error) { return a, nil }
}

// actionNamed returns the action of -on-violation.
func actionNamed(text string) (seccomp.Action, error) {
	name, operand, separated := strings.Cut(text, ":")
	for _, a := range actions {
		if a.name == name && separated == (a.operand != "") {
			return a.action(operand)
		}
	}
	forms := actionForms()
	last := len(forms) - 1
	return 0, fmt.Errorf("-on-violation: unknown action %q; want %s or %s", text, strings.Join(forms[:last], ", "), forms[last])
}

// actionForms returns each action as it is given.
func actionForms() []string {
	var forms []string
	for _, a := range actions {
		form := a.name
		if a.operand != "" {
			form += ":" + a.operand
		}
		forms = append(forms, form)
	}
	return forms
}

// actionHelp returns the help for the actions, one line each after indent.
func actionHelp(indent string) string {
	var b strings.Builder
	for i, form := range actionForms() {
		fmt.Fprintf(&b, "%s%-11s %s", indent, form, actions[i].help)
		if actions[i].name == defaultAction {
			b.WriteString(" (that of the built-in profiles)")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// errnoAction returns the action that fails with the errno of a name.
func errnoAction(name string) (seccomp.Action, error) {
	for e, n := range errnoNames() {
		if n == name {
			return seccomp.Errno(e), nil
		}
	}
	names := func(yield func(string) bool) {
		errnoNames()(func(_ unix.Errno, n string) bool { return yield(n) })
	}
	return 0, fmt.Errorf("-on-violation: unknown errno %q; %s", name, hint(nearest.Closest, name, names, "use a name of errno(3), such as EPERM"))
}

// errnoNames returns the errnos of this architecture with their names.
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
