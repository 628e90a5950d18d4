package action

import (
	"fmt"
	"strings"
)

// The values of the actions, strictest first, without an operand.
const (
	KillProcess = 0x80000000
	KillThread  = 0x00000000
	Trap        = 0x00030000
	Errno       = 0x00050000
	Notify      = 0x7fc00000
	Trace       = 0x7ff00000
	Log         = 0x7ffc0000
	Allow       = 0x7fff0000
)

// operandBits are the bits of an operand.
const operandBits = 0xffff

// Operand is the kind of an action's operand.
type Operand uint8

const (
	// NoOperand is for an action without an operand.
	NoOperand Operand = iota
	// ErrnoOperand is an errno: EPERM or 1.
	ErrnoOperand
	// NumberOperand is a number.
	NumberOperand
)

// Action is a row of the table.
type Action struct {
	// Value is the return value without an operand.
	Value uint32
	// Word names the action in a policy. Its operand follows after a colon.
	Word string
	// Operand is the kind of the operand, from Min to Max.
	Operand  Operand
	Min, Max uint32
	// MayProceed reports whether the syscall may still be made: by the kernel, or at the
	// will of a tracer or a listener.
	MayProceed bool
	// Text names the action in a listing.
	Text string
	// Help completes the sentence "the kernel ...".
	Help string
}

// maxErrno is the highest errno to arrive: Go takes 4095 for a result.
const maxErrno = 4094

// All lists the actions, strictest first. Allow comes last, and has no word.
var All = []Action{
	{Value: KillProcess, Word: "kill", Text: "kill the process", Help: "kills the process"},
	{Value: KillThread, Word: "kill-thread", Text: "kill the thread", Help: "kills the calling thread alone; a Go program then hangs sooner or later"},
	{Value: Trap, Word: "trap", Text: "trap", Help: "sends SIGSYS to the thread"},
	{Value: Errno, Word: "errno", Operand: ErrnoOperand, Min: 1, Max: maxErrno, Text: "errno", Help: "fails the syscall with that error"},
	{Value: Notify, Word: "notify", MayProceed: true, Text: "notify", Help: "asks the listener of the filter, of Filter.InstallListener"},
	{Value: Trace, Word: "trace", Operand: NumberOperand, Max: operandBits, MayProceed: true, Text: "trace", Help: "stops the thread for its tracer, with the message N; without one the syscall fails with ENOSYS"},
	{Value: Log, Word: "log", MayProceed: true, Text: "log", Help: "makes the syscall and logs it"},
	{Value: Allow, MayProceed: true, Text: "allow", Help: "makes the syscall"},
}

// ByWord returns the action with a word; "" means allow.
func ByWord(word string) (a Action, ok bool) {
	for _, a := range All {
		if a.Word == word {
			return a, true
		}
	}
	return Action{}, false
}

// Of returns the action of a return value, and its operand.
func Of(value uint32) (a Action, operand uint32, ok bool) {
	for _, a := range All {
		if a.Value == value&^operandBits {
			return a, value & operandBits, true
		}
	}
	return Action{}, 0, false
}

// Form returns an example of the action in a policy: errno:EPERM, trace:N, kill.
func (a Action) Form() string {
	return a.Word + map[Operand]string{ErrnoOperand: ":EPERM", NumberOperand: ":N"}[a.Operand]
}

// Refusals lists the forms of all actions but allow, for a message.
func Refusals() string {
	var forms []string
	for _, a := range All[:len(All)-1] {
		forms = append(forms, a.Form())
	}
	last := len(forms) - 1
	return strings.Join(forms[:last], ", ") + " or " + forms[last]
}

// Help describes each action in a line of its own.
func Help() string {
	var b strings.Builder
	for _, a := range All {
		form := a.Form()
		if form == "" {
			form = "(empty)"
		}
		fmt.Fprintf(&b, "  %-12s %s\n", form, a.Help)
	}
	return b.String()
}

// Stricter returns the stricter of two return values: the lower one as a signed number,
// as the kernel compares actions (kernel/seccomp.c).
func Stricter(a, b uint32) uint32 { return uint32(min(int32(a), int32(b))) }

// Exceeds reports whether a allows more than b: a syscall with a may still be made, and b is
// a stricter action. Their operands do not count.
func Exceeds(a, b uint32) bool {
	return MayProceed(a) && int32(b&^operandBits) < int32(a&^operandBits)
}

// MayProceed reports whether a syscall with a return value may still be made: always after
// Allow and Log, and after Trace and Notify if the tracer or the listener lets it. The
// kernel kills the process for a value without an action.
func MayProceed(value uint32) bool {
	a, _, _ := Of(value)
	return a.MayProceed
}
