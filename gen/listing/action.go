package listing

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// Action describes a return value: allow, errno 1, kill the process. Filters of other compilers
// have data in actions without an operand: trap with data 1.
func Action(value uint32) string {
	a, operand, ok := action.Of(value)
	switch {
	case ok && a.Operand != action.NoOperand:
		return fmt.Sprintf("%s %d", a.Text, operand)
	case ok && operand == 0:
		return a.Text
	case ok:
		return fmt.Sprintf("%s with data %d", a.Text, operand)
	}
	return fmt.Sprintf("action %#x", value)
}

// ActionOn is like Action, but adds the name of an errno on an architecture:
// errno EPERM (1).
func ActionOn(value uint32, on *arch.Arch) string {
	a, operand, _ := action.Of(value)
	if name := constants.ErrnoName(operand, on); name != "" && a.Operand == action.ErrnoOperand {
		return fmt.Sprintf("%s %s (%d)", a.Text, name, operand)
	}
	return Action(value)
}
