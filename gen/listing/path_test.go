package listing_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// s390x is a big-endian machine.
var s390x = arch.ByGOARCH("s390x")

// program has all instructions of package bpf. It traps if bit 0 of arg1 is 0 or bit 4 is
// 1. Otherwise it allows number 7.
var program = []bpf.Instruction{
	{Code: bpf.LoadAbs, K: bpf.Offset(argset.Word{Arg: 1}, true)},
	{Code: bpf.And, K: 0x11},
	{Code: bpf.Xor, K: 1},
	{Code: bpf.JumpAnyBit, K: 0x11, JT: 0, JF: 1},
	{Code: bpf.Return, K: action.Trap},
	{Code: bpf.JumpAlways, K: 1},
	{Code: bpf.Return, K: action.Log},
	{Code: bpf.LoadAbs, K: bpf.OffsetNr},
	{Code: bpf.JumpAtLeast, K: 8, JT: 2, JF: 0},
	{Code: bpf.JumpEqual, K: 7, JT: 0, JF: 1},
	{Code: bpf.Return, K: action.Allow},
	{Code: bpf.Return, K: action.Errno | 1},
}

// TestPath follows a call through every instruction.
func TestPath(t *testing.T) {
	want := []listing.Step{
		{0, "load arg1.low", "0xff01", ""},
		{1, "keep arg1.low & 0x11", "0x1", ""},
		{2, "keep arg1.low & 0x11 ^ 0x1", "0x0", ""},
		{3, "arg1.low & 0x11 ^ 0x1 & 0x11 ? 4 : 5", "0x0", "no, to 5"},
		{5, "go to 7", "0x0", ""},
		{7, "load nr", "7 seven", ""},
		{8, "nr >= 8 ? 11 : 9", "7 seven", "no, to 9"},
		{9, "nr == 7 seven ? 10 : 11", "7 seven", "yes, to 10"},
		{10, "allow", "", ""},
	}
	call := listing.Call{Nr: 7, Arguments: [6]uint64{1: 0x1_0000_ff01}}
	got, err := listing.Path(program, listing.Symbols{Arch: s390x, Names: map[uint32]string{7: "seven"}}, call)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d steps, want %d: %v", len(got), len(want), err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("step %d is %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestPathIsExecution compares paths with the machine of package prove.
func TestPathIsExecution(t *testing.T) {
	for nr := range uint32(10) {
		for arg := range uint64(32) {
			call := listing.Call{Nr: nr, Arguments: [6]uint64{1: arg}}
			steps, err := listing.Path(program, listing.Symbols{Arch: s390x}, call)
			if err != nil {
				t.Fatal(err)
			}
			value, count, err := prove.Execute(program, prove.Data{Nr: nr, Arch: s390x.Audit, Args: call.Arguments, BigEndian: true})
			if end := program[steps[len(steps)-1].Index].K; err != nil || end != value || len(steps) != count {
				t.Errorf("nr %d, arg1 %#x: %#x after %d steps, want %#x after %d: %v", nr, arg, end, len(steps), value, count, err)
			}
		}
	}
}

// TestPathOfOthers expects an error for an instruction outside package bpf.
func TestPathOfOthers(t *testing.T) {
	other := []bpf.Instruction{{Code: 0x80}, {Code: bpf.Return}}
	const want = "instruction 0: unsupported code 0x80"
	if _, err := listing.Path(other, listing.Symbols{Arch: s390x}, listing.Call{}); err == nil || err.Error() != want {
		t.Errorf("a load of the length: %v, want %s", err, want)
	}
}
