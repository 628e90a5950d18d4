package listing_test

import (
	"strconv"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// names holds some syscalls. The numbers are made up.
var names = map[uint32]string{1: "ioctl", 2: "fcntl", 3: "kill", 4: "clone", 5: "prctl", 6: "openat", 7: "mmap"}

// constants returns the constants in the rules for a syscall.
func constants(syscall string) []policy.Constant {
	return map[string][]policy.Constant{
		"ioctl":  {{Name: "TCGETS", Bits: 0x5401}, {Name: "TIOCSTI", Bits: 0x5412}, {Name: "ZERO", Bits: 0}},
		"fcntl":  {{Name: "F_GETLK", Bits: 5}},
		"openat": {{Name: "AT_FDCWD", Bits: 1<<64 - 100}, {Name: "O_RDWR", Bits: 2}, {Name: "O_WRONLY", Bits: 1}, {Name: "O_CREAT", Bits: 0x40}, {Name: "O_TRUNC", Bits: 0x200}},
	}[syscall]
}

// tested returns a program that makes a test of a word for some numbers, and kills others.
func tested(numbers []uint32, w argset.Word, test bpf.Instruction) []bpf.Instruction {
	program := []bpf.Instruction{{Code: bpf.LoadAbs, K: bpf.OffsetNr}}
	for i, nr := range numbers {
		program = append(program, bpf.Instruction{Code: bpf.JumpEqual, K: nr, JT: uint8(len(numbers) - i)})
	}
	test.JF = 1
	return append(program,
		bpf.Instruction{Code: bpf.Return, K: action.KillProcess},
		bpf.Instruction{Code: bpf.LoadAbs, K: bpf.Offset(w, false)}, test,
		bpf.Instruction{Code: bpf.Return, K: action.Allow}, bpf.Instruction{Code: bpf.Return, K: action.Trap})
}

// TestSubject explains tests of arguments. Syscalls with one name for an argument share it,
// and with different ones have argN. Numbers have the names of the rules' constants.
func TestSubject(t *testing.T) {
	equal := func(k uint32) bpf.Instruction { return bpf.Instruction{Code: bpf.JumpEqual, K: k} }
	anyBit := func(k uint32) bpf.Instruction { return bpf.Instruction{Code: bpf.JumpAnyBit, K: k} }
	low := func(arg int) argset.Word { return argset.Word{Arg: arg} }
	for _, test := range []struct {
		goarch  string
		numbers []uint32
		word    argset.Word
		test    bpf.Instruction
		want    string
	}{
		{"amd64", []uint32{1}, low(1), equal(0x5412), "cmd.low == 0x5412 TIOCSTI"},
		{"amd64", []uint32{1}, low(1), equal(0x5413), "cmd.low == 0x5413"},
		{"amd64", []uint32{1}, low(1), equal(0), "cmd.low == 0x0"},
		{"amd64", []uint32{1}, argset.Word{Arg: 2, High: true}, equal(0x5412), "arg.high == 0x5412"},
		{"amd64", []uint32{1, 2}, low(1), equal(5), "cmd.low == 0x5 F_GETLK"},
		{"amd64", []uint32{1, 3}, low(1), equal(9), "arg1.low == 0x9"},
		{"amd64", []uint32{1, 99}, low(1), equal(9), "arg1.low == 0x9"},
		{"amd64", []uint32{1}, low(4), equal(9), "arg4.low == 0x9"},
		{"amd64", []uint32{4}, low(0), anyBit(1), "clone_flags.low & 0x1"},
		{"s390x", []uint32{4}, low(0), anyBit(1), "newsp.low & 0x1"},
		{"s390x", []uint32{4}, low(1), anyBit(1), "clone_flags.low & 0x1"},
		{"386", []uint32{7}, low(0), equal(0), "arg.low == 0x0"},
		{"amd64", []uint32{5}, low(1), equal(1), "arg1.low == 0x1"},
		{"amd64", []uint32{6}, low(0), equal(1<<32 - 100), "dfd.low == 0xffffff9c AT_FDCWD"},
		{"amd64", []uint32{6}, low(2), anyBit(3), "flags.low & 0x3 O_RDWR|O_WRONLY"},
		{"amd64", []uint32{6}, low(2), anyBit(0x40), "flags.low & 0x40 O_CREAT"},
		{"amd64", []uint32{6}, low(2), anyBit(0x243), "flags.low & 0x243"},
		{"amd64", []uint32{6}, low(2), anyBit(0x13), "flags.low & 0x13"},
	} {
		a := arch.ByGOARCH(test.goarch)
		program := tested(test.numbers, test.word, test.test)
		if a.BigEndian {
			program[len(program)-4].K = bpf.Offset(test.word, true)
		}
		lines, err := listing.Lines(program, listing.Symbols{Arch: a, Names: names, Constants: constants})
		if err != nil {
			t.Fatal(err)
		}
		at := len(program) - 3
		if got, want := lines[at].Text, test.want+" ? "+strconv.Itoa(at+1)+" : "+strconv.Itoa(at+2); got != want {
			t.Errorf("%v on %s: %q, want %q", test.numbers, test.goarch, got, want)
		}
	}
}
