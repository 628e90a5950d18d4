package document

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// Document holds the rules of a file in another format.
type Document struct {
	// File is the name of the file, Format that of its format.
	File, Format string
	// Default is the action for inputs without a true rule.
	Default Action
	// Arches lists the architectures that the document decides, in the order of arch.All.
	Arches []*arch.Arch
	// Rules holds the rules of the syscalls on each architecture, by [arch.Arch.Index] and
	// name. The first with a true condition decides.
	Rules []map[string][]Rule
	// Order lists the syscalls in the order of the document.
	Order []string
	// Grouped reports whether a row may name a group, as the format does.
	Grouped bool
}

// Rule is an action for some arguments of a syscall.
type Rule struct {
	structure.Place
	// When holds tests. All must hold; without any, the rule is for all arguments.
	When   []Test
	Action Action
	// Why is the comment of the rule, or empty.
	Why string
}

// Action is what the kernel does.
type Action struct {
	// Value is the SECCOMP_RET_* value.
	Value uint32
	// Errno is the name of the errno, if its number depends on the architecture. Value then
	// has none.
	Errno string
}

// Errno returns the action of an errno: a name, or a number from 1 to greatest in a base of
// [strconv.ParseUint].
func Errno(text string, base int, greatest uint64) (x Action, ok bool) {
	if constants.IsErrno(text) {
		return Action{Value: action.Errno, Errno: text}, true
	}
	n, err := strconv.ParseUint(text, base, 32)
	if err != nil || n < 1 || n > greatest {
		return x, false
	}
	return Action{Value: action.Errno | uint32(n)}, true
}

// On returns the SECCOMP_RET_* value on a.
func (x Action) On(a *arch.Arch) uint32 {
	if x.Errno == "" {
		return x.Value
	}
	n, _ := constants.Errno(x.Errno, a)
	return x.Value | n
}

// cell returns the action in a row for some architectures. An errno has a name if it is the
// same on all of them.
func (x Action) cell(arches []*arch.Arch) string {
	of, operand, _ := action.Of(x.Value)
	switch {
	case x.Errno != "":
		return of.Word + ":" + x.Errno
	case of.Operand == action.NoOperand:
		return of.Word
	case of.Operand == action.ErrnoOperand && x.name(arches[0]) != "" && x.differs(arches) == "":
		return of.Word + ":" + x.name(arches[0])
	}
	return fmt.Sprintf("%s:%d", of.Word, operand)
}

// name returns the name of a number that is an errno on a, or "".
func (x Action) name(a *arch.Arch) string {
	of, operand, _ := action.Of(x.Value)
	if of.Operand != action.ErrnoOperand || x.Errno != "" {
		return ""
	}
	return constants.ErrnoName(operand, a)
}

// differs returns a remark on an errno with several names, or "".
func (x Action) differs(arches []*arch.Arch) string {
	first := x.name(arches[0])
	var others []*arch.Arch
	for _, a := range arches {
		if x.name(a) != first {
			others = append(others, a)
		}
	}
	if len(others) == 0 {
		return ""
	}
	return fmt.Sprintf("%s, but %s on %s", cmp.Or(first, "no errno"), cmp.Or(x.name(others[0]), "no errno"), strings.Join(arch.Names(others), ", "))
}

// Op is a comparison of a register, unsigned.
type Op uint8

// The comparisons.
const (
	Equal Op = iota
	NotEqual
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
	// Masked compares the bits under a mask by ==, NotMasked by !=.
	Masked
	NotMasked
)

// operators holds the operators in conditions.
var operators = []string{"==", "!=", "<", "<=", ">", ">=", "==", "!="}

// Test compares register Arg with a value.
type Test struct {
	Arg   int
	Op    Op
	Value uint64
	// Mask is for Masked and NotMasked.
	Mask uint64
	// Constant is the constant of the kernel with the value, or with the mask if the value
	// is 0; empty for a number. Rules with a constant are alike where its value differs.
	Constant string
}

// sameText returns t without the number that its constant stands for.
func (t Test) sameText() Test {
	switch {
	case t.Constant == "":
	case t.Op == Masked || t.Op == NotMasked:
		t.Mask = 0
	default:
		t.Value = 0
	}
	return t
}

// New returns a document without rules.
func New(file, format string, arches []*arch.Arch) *Document {
	d := &Document{File: file, Format: format, Arches: arches, Rules: make([]map[string][]Rule, len(arch.All))}
	for _, a := range arches {
		d.Rules[a.Index] = make(map[string][]Rule)
	}
	return d
}

// Add appends a rule for a syscall on an architecture of the document.
func (d *Document) Add(a *arch.Arch, name string, r Rule) {
	d.Rules[a.Index][name] = append(d.Rules[a.Index][name], r)
}

// key returns the same text for rules with the same meaning.
func key(rules []Rule) string {
	var b strings.Builder
	for _, r := range rules {
		for _, t := range r.When {
			fmt.Fprint(&b, t.sameText(), " ")
		}
		fmt.Fprintln(&b, r.Action, r.Why)
	}
	return b.String()
}
