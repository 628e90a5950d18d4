package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Kind is the kind of a verdict. Each has a colour and a sign on the page.
type Kind uint8

const (
	// Allowed syscalls are made with all arguments.
	Allowed Kind = iota
	// Conditional syscalls are made with some arguments, or the arguments choose how.
	Conditional
	// Logged syscalls are made and logged.
	Logged
	// Asked syscalls are decided by a tracer or a listener.
	Asked
	// Unknown syscalls are refused: they are newer than the baseline, and no rule decides them.
	Unknown
	// Refused syscalls are not made.
	Refused
)

// kinds holds a word for each kind, as in classes and filters of the page, its sign, and its
// meaning.
var kinds = [...]struct{ word, sign, meaning string }{
	Allowed:     {"allowed", "✓", "made with all arguments"},
	Conditional: {"conditional", "◐", "the arguments decide"},
	Logged:      {"logged", "✎", "made and logged"},
	Asked:       {"asked", "⇄", "a tracer or a listener decides"},
	Unknown:     {"newer", "?", "not made: newer than the baseline and without a rule"},
	Refused:     {"refused", "✗", "not made"},
}

// String returns the word for a kind.
func (k Kind) String() string { return kinds[k].word }

// Meaning describes a kind in a few words.
func (k Kind) Meaning() string { return kinds[k].meaning }

// Verdict is the verdict on a syscall for all of its arguments.
type Verdict struct {
	Kind Kind
	// Text is the action as a policy writes it, "allow", or "conditional".
	Text string
}

// actionText returns a return value as a policy writes it: errno:EPERM.
func actionText(value uint32, a *arch.Arch) string {
	of, operand, _ := action.Of(value)
	switch name := constants.ErrnoName(operand, a); {
	case of.Value == action.Allow:
		return "allow"
	case of.Operand == action.ErrnoOperand && name != "":
		return of.Word + ":" + name
	case of.Operand != action.NoOperand:
		return fmt.Sprintf("%s:%d", of.Word, operand)
	}
	return of.Word
}

// kindOf returns the kind of a return value for all arguments.
func kindOf(value uint32) Kind {
	switch of, _, _ := action.Of(value); {
	case of.Value == action.Allow:
		return Allowed
	case of.Value == action.Log:
		return Logged
	case of.MayProceed:
		return Asked
	}
	return Refused
}

// verdictOn returns the verdict of a decision on a number of a.
func verdictOn(d decision.Decision, nr uint32, a *arch.Arch) Verdict {
	values := slices.SortedFunc(maps.Keys(d.ByAction(nr)), func(x, y uint32) int { return int(int32(y)) - int(int32(x)) })
	kind := kindOf(values[0])
	var texts []string
	for _, value := range values {
		if kindOf(value) != kind {
			return Verdict{Conditional, "conditional"}
		}
		if text := actionText(value, a); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if kind == Refused && d.Partition.Of(nr) == decision.Unknown {
		kind = Unknown
	}
	return Verdict{kind, strings.Join(texts, " or ")}
}
