package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// rowAction is the action of a row. An errno by name has a number per architecture.
type rowAction struct {
	value uint32
	errno string
}

// on returns the action's SECCOMP_RET_* value on a. ok is false if a lacks the errno.
func (x rowAction) on(a *arch.Arch) (value uint32, ok bool) {
	if x.errno == "" {
		return x.value, true
	}
	n, ok := constants.Errno(x.errno, a)
	return x.value | n, ok
}

// parseAction parses an action. A hint means that the cell is invalid.
func (r *reader) parseAction(cell string) (x rowAction, hint string) {
	word, operand, colon := strings.Cut(cell, ":")
	a, ok := action.ByWord(word)
	switch {
	case !ok || colon && a.Operand == action.NoOperand:
		return rowAction{}, "want " + action.Refusals() + ", or an empty cell to allow"
	case a.Operand == action.NoOperand:
		return rowAction{value: a.Value}, ""
	}
	if n, err := strconv.ParseUint(operand, 10, 32); err == nil && uint32(n) >= a.Min && uint32(n) <= a.Max {
		return rowAction{value: a.Value | uint32(n)}, ""
	}
	if a.Operand == action.NumberOperand {
		return rowAction{}, fmt.Sprintf("want %s with N from %d to %d", a.Form(), a.Min, a.Max)
	}
	return r.parseErrno(a, operand)
}

// parseErrno parses an errno by name.
func (r *reader) parseErrno(a action.Action, name string) (x rowAction, hint string) {
	if constants.IsErrno(name) {
		return rowAction{value: a.Value, errno: name}, ""
	}
	if meant, ok := r.hints.name("errno", name, errnos); ok {
		return rowAction{}, "did you mean " + a.Word + ":" + meant + "?"
	}
	return rowAction{}, fmt.Sprintf("want %s:NAME, or %[1]s:N with N from %d to %d", a.Word, a.Min, a.Max)
}

// errnos returns the names of all errno constants.
func errnos() []string {
	return slices.DeleteFunc(constants.Names(), func(name string) bool { return !constants.IsErrno(name) })
}
