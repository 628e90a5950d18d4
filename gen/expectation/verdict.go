package expectation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// verdict is an expected verdict: an action, by whatever rule, or a verdict without a rule,
// with whatever action.
type verdict struct {
	// word is the cell.
	word string
	// ofRule is true for an action: value, with the errno of a name.
	ofRule bool
	value  uint32
	errno  string
}

// The words of verdicts without a rule, and of the action without a word in policies.
const (
	violation = "violation"
	unknown   = "unknown"
	allow     = "allow"
)

// parseVerdict parses a verdict. A hint means that the cell is invalid.
func parseVerdict(cell string) (v verdict, hint string) {
	v = verdict{word: cell, ofRule: cell != violation && cell != unknown}
	word, operand, colon := strings.Cut(cell, ":")
	if word == allow {
		word = ""
	}
	a, ok := action.ByWord(word)
	switch {
	case !v.ofRule:
		return v, ""
	case !ok || cell == "" || colon && a.Operand == action.NoOperand:
		return v, fmt.Sprintf("want %s, %s, %s, or %s", allow, violation, unknown, action.Refusals())
	}
	v.value = a.Value
	n, err := strconv.ParseUint(operand, 10, 32)
	switch {
	case a.Operand == action.NoOperand:
	case err == nil && a.Min <= uint32(n) && uint32(n) <= a.Max:
		v.value |= uint32(n)
	case a.Operand == action.NumberOperand:
		return v, fmt.Sprintf("want %s:N with N from %d to %d", a.Word, a.Min, a.Max)
	case constants.IsErrno(operand):
		v.errno = operand
	default:
		return v, fmt.Sprintf("want %s:NAME, or %[1]s:N with N from %d to %d", a.Word, a.Min, a.Max)
	}
	return v, ""
}

// on returns the verdict with the errno of an architecture. ok is false if it has none.
func (v verdict) on(a *arch.Arch) (_ verdict, ok bool) {
	if v.errno == "" {
		return v, true
	}
	n, ok := constants.Errno(v.errno, a)
	v.value |= n
	return v, ok
}

// is reports whether an outcome of p has the verdict.
func (v verdict) is(p bpf.Program, out prove.Outcome) bool {
	switch v.word {
	case violation:
		return slices.Contains(p.Denied, out.Place)
	case unknown:
		return slices.Contains(p.Unknown, out.Place)
	}
	return out.Value == v.value
}

// describe returns the verdict of an outcome of p in the words of a table: the action, and
// the verdict without a rule in parentheses.
func describe(p bpf.Program, out prove.Outcome, on *arch.Arch) string {
	a, operand, _ := action.Of(out.Value)
	text := a.Word
	switch name := constants.ErrnoName(operand, on); {
	case a.Value == action.Allow:
		text = allow
	case a.Operand == action.ErrnoOperand && name != "":
		text += ":" + name
	case a.Operand != action.NoOperand:
		text += ":" + strconv.Itoa(int(operand))
	}
	for _, word := range []string{violation, unknown} {
		if (verdict{word: word}).is(p, out) {
			text += " (" + word + ")"
		}
	}
	return text
}
