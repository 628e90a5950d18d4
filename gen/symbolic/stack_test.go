package symbolic_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/symbolic"
)

// TestStack combines filters of one return each: the first is the oldest.
func TestStack(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []uint32
		want   uint32
	}{
		{"no filter", nil, action.Allow},
		{"the strictest wins", []uint32{action.Allow, action.Trap, action.Errno | 1}, action.Trap},
		{"kill the process is stricter than kill the thread", []uint32{action.KillThread, action.KillProcess}, action.KillProcess},
		{"the newest of equal actions", []uint32{action.Errno | 1, action.Errno | 13}, action.Errno | 13},
		{"an older one is stricter", []uint32{action.Errno | 1, action.Trace | 7}, action.Errno | 1},
		{"an errno of 0 is an errno", []uint32{action.Errno, action.Allow}, action.Errno},
		{"the errno is limited", []uint32{action.Errno | 0xffff}, action.Errno | 4095},
		{"a value without an action kills", []uint32{0x7ffd0000}, action.KillProcess},
		{"such a value is less strict than log", []uint32{0x7ffd0000, action.Log}, action.Log},
		{"allow has no operand", []uint32{action.Allow | 5}, action.Allow},
		{"trap has one", []uint32{action.Trap | 5}, action.Trap | 5},
	} {
		space := argset.NewSpace()
		var filters []symbolic.Result
		for _, value := range c.values {
			f, err := symbolic.Evaluate([]bpf.Instruction{ins(bpf.Return, value)}, space, false)
			if err != nil {
				t.Fatal(err)
			}
			filters = append(filters, f)
		}
		all, err := symbolic.Stack(filters, space)
		if err != nil {
			t.Fatal(err)
		}
		d, err := all.On(arch.ByGOARCH("amd64"))
		if err != nil || len(d.Partition) != 1 || d.Verdicts[d.Partition[0].Verdict].Action != c.want {
			t.Errorf("%s: %+v (%v), want %#x", c.name, d, err, c.want)
		}
	}
}
