package action_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
)

// strictest lists the actions in the order of seccomp(2), each with its largest data.
var strictest = []struct {
	value    uint32
	proceeds bool
}{
	{action.KillProcess, false},
	{action.KillThread, false},
	{action.Trap | 0xffff, false},
	{action.Errno | 4095, false},
	{action.Notify, true},
	{action.Trace | 0xffff, true},
	{action.Log, true},
	{action.Allow, true},
}

// TestOrder compares each pair of actions.
func TestOrder(t *testing.T) {
	for i, a := range strictest {
		if got := action.MayProceed(a.value); got != a.proceeds {
			t.Errorf("MayProceed(%#x) = %v", a.value, got)
		}
		for j, b := range strictest {
			want := a.value
			if j < i {
				want = b.value
			}
			if got := action.Stricter(a.value, b.value); got != want {
				t.Errorf("Stricter(%#x, %#x) = %#x, want %#x", a.value, b.value, got, want)
			}
		}
	}
}

// TestData checks that of equal actions the one with the lower data wins.
func TestData(t *testing.T) {
	const low, high = action.Errno | 1, action.Errno | 2
	if a, b := action.Stricter(low, high), action.Stricter(high, low); a != low || b != low {
		t.Errorf("%#x and %#x, want %#x", a, b, low)
	}
}

// TestTable checks that the rows of the table can be told apart, in order of strictness,
// and that their operands fit.
func TestTable(t *testing.T) {
	for i, a := range action.All {
		if got, operand, ok := action.Of(a.Value | a.Max); !ok || got != a || operand != a.Max {
			t.Errorf("Of(%#x) = %+v, %d, %v", a.Value|a.Max, got, operand, ok)
		}
		if got, ok := action.ByWord(a.Word); !ok || got != a {
			t.Errorf("ByWord(%q) = %+v, %v", a.Word, got, ok)
		}
		if i > 0 && action.Stricter(action.All[i-1].Value, a.Value) == a.Value {
			t.Errorf("%q is stricter than %q", a.Word, action.All[i-1].Word)
		}
		if a.Min > a.Max || a.Max > 0xffff || (a.Operand == action.NoOperand) != (a.Max == 0) || a.Text == "" || a.Help == "" {
			t.Errorf("row %+v", a)
		}
	}
	if a, _, ok := action.Of(0x00040000); ok {
		t.Errorf("0x40000 is %+v", a)
	}
	if a, ok := action.ByWord("allow"); ok {
		t.Errorf("allow is %+v", a)
	}
}

// TestWords checks the lists for people.
func TestWords(t *testing.T) {
	if got, want := action.Refusals(), "kill, kill-thread, trap, errno:EPERM, notify, trace:N or log"; got != want {
		t.Errorf("refusals %q, want %q", got, want)
	}
	if help := action.Help(); strings.Count(help, "\n") != len(action.All) || !strings.Contains(help, "  errno:EPERM  fails") {
		t.Errorf("help:\n%s", help)
	}
}
