package action_test

import (
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
