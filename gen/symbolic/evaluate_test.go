package symbolic_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/symbolic"
)

// peers holds the programs of other compilers.
const peers = "../prove/testdata/peers"

// ins returns an instruction with jt and jf 0.
func ins(code uint16, k uint32) bpf.Instruction { return bpf.Instruction{Code: code, K: k} }

// test returns a test that skips jt or jf instructions.
func test(code uint16, k uint32, jt, jf uint8) bpf.Instruction {
	return bpf.Instruction{Code: code, JT: jt, JF: jf, K: k}
}

// seeds lists programs with one instruction of each kind, or a meeting of paths.
var seeds = [][]bpf.Instruction{
	// Arithmetic by K and by X.
	{ins(bpf.LoadAbs, 24), ins(bpf.Right, 5), ins(bpf.And, 3), ins(bpf.CopyAToX, 0), ins(bpf.LoadAbs, 16), ins(bpf.Add|bpf.WithX, 0), test(bpf.JumpAbove, 40, 0, 1), ins(bpf.Return, action.Allow), ins(bpf.Return, action.Trap)},
	// A shift by the number: a table of bits.
	{ins(bpf.LoadAbs, 0), test(bpf.JumpAtLeast, 32, 4, 0), ins(bpf.CopyAToX, 0), ins(bpf.LoadImm, 1), ins(bpf.Left|bpf.WithX, 0), test(bpf.JumpAnyBit, 0x8421, 0, 1), ins(bpf.Return, action.Allow), ins(bpf.Return, action.Trap)},
	// Memory with another value by path.
	{ins(bpf.LoadAbs, 0), test(bpf.JumpEqual, 5, 0, 2), ins(bpf.LoadAbs, 16), ins(bpf.JumpAlways, 1), ins(bpf.LoadAbs, 20), ins(bpf.StoreA, 3), ins(bpf.LoadImm, 0), ins(bpf.LoadXMem, 3), test(bpf.JumpEqual|bpf.WithX, 0, 0, 1), ins(bpf.Return, action.Allow), ins(bpf.Return, action.Trap)},
	// Division by a number: by 0 it returns 0.
	{ins(bpf.LoadAbs, 0), ins(bpf.And, 3), ins(bpf.CopyAToX, 0), ins(bpf.LoadImm, 12), ins(bpf.Divide|bpf.WithX, 0), ins(bpf.ReturnA, 0)},
	{ins(bpf.LoadAbs, 16), ins(bpf.And, 0xff), ins(bpf.Divide, 10), test(bpf.JumpEqual, 4, 0, 1), ins(bpf.Return, action.Allow), ins(bpf.Return, action.Trap)},
	{ins(bpf.LoadAbs, 16), ins(bpf.Divide, 1<<31+1), test(bpf.JumpEqual, 1, 0, 1), ins(bpf.Return, action.Allow), ins(bpf.Return, action.Trap)},
	{ins(bpf.LoadAbs, 0), ins(bpf.Multiply, 3), ins(bpf.Negate, 0), ins(bpf.Subtract, 7), test(bpf.JumpAtLeast, 1<<31, 0, 1), ins(bpf.Return, action.Allow), ins(bpf.Return, action.Trap)},
	{ins(bpf.LoadLen, 0), ins(bpf.LoadXLen, 0), ins(bpf.Xor|bpf.WithX, 0), ins(bpf.Or, 0x50001), ins(bpf.ReturnA, 0)},
	{ins(bpf.LoadXImm, 7), ins(bpf.StoreX, 0), ins(bpf.LoadMem, 0), ins(bpf.CopyXToA, 0), ins(bpf.ReturnA, 0)},
}

// FuzzEvaluate compares the evaluation of random programs with the plain interpreter: at
// the limits of each verdict, and at random inputs.
func FuzzEvaluate(f *testing.F) {
	for _, program := range seeds {
		f.Add(bpf.Encode(program, false), uint64(1))
	}
	r := rand.New(rand.NewPCG(211, 223))
	for seed := range uint64(150) {
		f.Add(bpf.Encode(randomProgram(r), false), seed)
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		program, err := bpf.Decode(data[:min(len(data)/8*8, 8*longest)], false)
		if err != nil || bpf.Check(program) != nil {
			t.Skip("the kernel refuses the program")
		}
		for _, bigEndian := range []bool{false, true} {
			compare(t, program, bigEndian, rand.New(rand.NewPCG(seed, 1)))
		}
	})
}

const (
	// longest limits the instructions of a random program.
	longest = 40
	// enough limits the work for a random program.
	enough = 200000
)

// randomCodes lists the codes of random programs, without returns.
var randomCodes = []uint16{
	bpf.LoadAbs, bpf.LoadAbs, bpf.LoadAbs, bpf.LoadImm, bpf.LoadMem, bpf.LoadXImm, bpf.LoadXMem, bpf.StoreA, bpf.StoreX, bpf.CopyAToX, bpf.CopyXToA,
	bpf.Negate, bpf.Add, bpf.Subtract, bpf.Multiply, bpf.Divide, bpf.And, bpf.And, bpf.Or, bpf.Xor, bpf.Left, bpf.Right,
	bpf.Add | bpf.WithX, bpf.Subtract | bpf.WithX, bpf.And | bpf.WithX, bpf.Or | bpf.WithX, bpf.Xor | bpf.WithX, bpf.Left | bpf.WithX, bpf.Divide | bpf.WithX,
	bpf.JumpAlways, bpf.JumpEqual, bpf.JumpEqual, bpf.JumpAbove, bpf.JumpAtLeast, bpf.JumpAnyBit, bpf.JumpEqual | bpf.WithX, bpf.JumpAbove | bpf.WithX,
}

// randomProgram returns a program legal in the kernel.
func randomProgram(r *rand.Rand) []bpf.Instruction {
	out := []bpf.Instruction{ins(bpf.LoadAbs, 4*r.Uint32N(2)), ins(bpf.StoreA, 0), ins(bpf.LoadAbs, 16), ins(bpf.StoreA, 1)}
	n := 3 + r.IntN(12)
	for after := n + 3; after > 3; after-- {
		i := ins(randomCodes[r.IntN(len(randomCodes))], r.Uint32()>>r.IntN(32))
		code, _ := i.Operation()
		switch {
		case code == bpf.LoadAbs:
			i.K = []uint32{0, 0, 4, 16, 20, 24, 60}[r.IntN(7)]
		case code == bpf.LoadMem || code == bpf.LoadXMem || code == bpf.StoreA || code == bpf.StoreX:
			i.K %= 2
		case code == bpf.Divide:
			i.K = 1 + i.K%50
		case code == bpf.Left || code == bpf.Right:
			i.K %= 32
		case code == bpf.JumpAlways:
			i.K %= uint32(after - 1)
		case i.Kind() == bpf.Test:
			i.JT, i.JF = uint8(r.IntN(after-1)), uint8(r.IntN(after-1))
		}
		out = append(out, i)
	}
	last := ins(bpf.Return, 4)
	if r.IntN(4) == 0 {
		out = append(out, ins(bpf.And, 0x7fff0003))
		last = ins(bpf.ReturnA, 0)
	}
	return append(out, ins(bpf.Return, action.Errno|1), ins(bpf.Return, action.Allow), last)
}

// compare compares the evaluation of a program with the interpreter. It reports whether
// the program is within exact evaluation.
func compare(t *testing.T, program []bpf.Instruction, bigEndian bool, r *rand.Rand) (evaluated bool) {
	t.Helper()
	space := argset.NewSpace()
	space.Within(enough, func() {
		result, err := symbolic.Evaluate(program, space, bigEndian)
		if err != nil {
			return
		}
		for _, a := range []*arch.Arch{arch.ByGOARCH("amd64"), arch.ByGOARCH("mips")} {
			d, err := result.On(a)
			if err != nil {
				return
			}
			evaluated = true
			if err := d.Check(); err != nil {
				t.Fatalf("%v on %s: %v", program, a.GOARCH, err)
			}
			for _, in := range inputs(d, a, bigEndian, program, r) {
				value, _, err := prove.Execute(program, in)
				if got := d.Verdicts[d.Of(in.Nr, in.Args)].Action; err != nil || got != symbolic.Effective(value) {
					t.Fatalf("%v: %+v returns %#x (%v), evaluated to %#x", program, in, value, err, got)
				}
			}
		}
	})
	return evaluated
}

// inputs returns the limits of the runs of a decision with an example of each case, and
// random inputs near the constants of a program.
func inputs(d decision.Decision, a *arch.Arch, bigEndian bool, program []bpf.Instruction, r *rand.Rand) []prove.Data {
	var out []prove.Data
	add := func(nr uint32, args [6]uint64) {
		out = append(out, prove.Data{Nr: nr, Arch: a.Audit, Args: args, InstructionPointer: r.Uint64(), BigEndian: bigEndian})
	}
	for i, run := range d.Partition {
		if i == 200 {
			break
		}
		for _, nr := range []uint32{run.First, run.Last} {
			add(nr, [6]uint64{r.Uint64(), r.Uint64() >> 33})
			for _, c := range d.Verdicts[run.Verdict].Cases {
				example := d.Space.Example(c.When)
				add(nr, example)
				example[r.IntN(6)] ^= 1 << r.IntN(64)
				add(nr, example)
			}
		}
	}
	near := func() uint32 {
		if r.IntN(3) == 0 {
			return r.Uint32() >> r.IntN(32)
		}
		return program[r.IntN(len(program))].K + r.Uint32N(3) - 1
	}
	for range 40 {
		add(near(), [6]uint64{uint64(near())<<32 | uint64(near()), uint64(near()), 2: r.Uint64(), 5: uint64(near()) << 32})
	}
	return out
}

// TestMostAreEvaluated evaluates most random programs, and all of the seeds.
func TestMostAreEvaluated(t *testing.T) {
	r := rand.New(rand.NewPCG(227, 229))
	for i, program := range seeds {
		if !compare(t, program, i%2 == 0, r) {
			t.Errorf("seed %d is beyond exact evaluation", i)
		}
	}
	evaluated := 0
	for range 100 {
		program := randomProgram(r)
		if err := bpf.Check(program); err != nil {
			t.Fatalf("%v: %v", program, err)
		}
		if compare(t, program, r.IntN(2) == 0, r) {
			evaluated++
		}
	}
	if evaluated < 60 {
		t.Errorf("%d of 100 programs are within exact evaluation, want 60", evaluated)
	}
}

// TestPeers evaluates programs of other compilers: for the seed's tier network, and for a
// policy with conditions. Each number of the table has the
// action of the interpreter, for the arguments of each case.
func TestPeers(t *testing.T) {
	paths, err := filepath.Glob(peers + "/*_net*_kill.bpf")
	if err != nil || len(paths) < 17 {
		t.Fatalf("%d programs (%v), want 17", len(paths), err)
	}
	a := arch.ByGOARCH("amd64")
	for _, path := range paths {
		program := readProgram(t, path)
		result, err := symbolic.Evaluate(program, argset.NewSpace(), false)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		d, err := result.On(a)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for nr := range uint32(600) {
			cases := d.Verdicts[d.Partition.Of(nr)].Cases
			if cases == nil {
				cases = []decision.Case{{When: argset.All, Verdict: d.Partition.Of(nr)}}
			}
			for _, c := range cases {
				in := prove.Data{Nr: nr, Arch: a.Audit, Args: d.Space.Example(c.When)}
				if value, _, err := prove.Execute(program, in); err != nil || symbolic.Effective(value) != d.Verdicts[c.Verdict].Action {
					t.Fatalf("%s: number %d: %#x (%v), evaluated to %#x", path, nr, value, err, d.Verdicts[c.Verdict].Action)
				}
			}
		}
	}
}

// readProgram reads a little-endian program.
func readProgram(t *testing.T, path string) []bpf.Instruction {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	program, err := bpf.Decode(data, false)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return program
}

// TestErrors evaluates programs that the kernel refuses, and some beyond evaluation.
func TestErrors(t *testing.T) {
	end := ins(bpf.Return, 1)
	product := []bpf.Instruction{ins(bpf.LoadAbs, 16), ins(bpf.CopyAToX, 0), ins(bpf.LoadAbs, 24), ins(bpf.Multiply|bpf.WithX, 0), test(bpf.JumpEqual, 0x1234567, 0, 0), end}
	for want, program := range map[string][]bpf.Instruction{
		"instruction 0: code 0x40 is not for seccomp; the kernel refuses the program":                                       {ins(0x40, 0), end},
		"instruction 1: loads the instruction pointer; the program decides by the address of the code, beyond its syscalls": {ins(bpf.LoadAbs, 0), ins(bpf.LoadAbs, 12), end},
		"instruction 3: the values up to here take too much work; the program is beyond exact evaluation":                   product,
		"instruction 2: returns over 4096 values; the program is beyond exact evaluation":                                   {ins(bpf.LoadAbs, 0), ins(bpf.And, 1<<13-1), ins(bpf.ReturnA, 0)},
		"instruction 1: the last one is no return; the kernel refuses the program":                                          {end, ins(bpf.LoadAbs, 0)},
	} {
		space := argset.NewSpace()
		space.Within(5*enough, func() {
			if _, err := symbolic.Evaluate(program, space, false); err == nil || err.Error() != want {
				t.Errorf("%v: %v, want %s", program, err, want)
			}
		})
	}
	space := argset.NewSpace()
	result, err := symbolic.Evaluate([]bpf.Instruction{ins(bpf.LoadAbs, 0), test(bpf.JumpAnyBit, 1, 0, 1), end, ins(bpf.Return, action.Allow)}, space, false)
	if err != nil {
		t.Fatal(err)
	}
	space.Within(enough, func() {
		if _, err := result.On(arch.ByGOARCH("amd64")); err == nil || !strings.HasPrefix(err.Error(), "the verdicts of all numbers take too much work") {
			t.Errorf("odd numbers: %v", err)
		}
	})
}
