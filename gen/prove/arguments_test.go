package prove_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// FuzzArguments compares the evaluator with the plain interpreter on random programs with
// argument tests, in both byte orders.
func FuzzArguments(f *testing.F) {
	for _, program := range [][]bpf.Instruction{
		// Both halves of an argument, one masked and flipped.
		{ins(0x20, 16), {Code: 0x35, JF: 4, K: 1 << 31}, ins(0x20, 20), ins(0x54, 0xff0), ins(0xa4, 0xf0), {Code: 0x15, JT: 1, K: 0x100}, ins(0x06, 1), ins(0x06, 2)},
		// A test reached with different words loaded.
		{ins(0x20, 0), {Code: 0x15, JF: 1, K: 5}, ins(0x20, 16), {Code: 0x15, JF: 1, K: 5}, ins(0x06, 1), ins(0x06, 2)},
		// Masks reached with and without an earlier mask.
		{ins(0x20, 24), {Code: 0x45, JT: 1, K: 1}, ins(0x54, 6), ins(0x54, 3), {Code: 0x25, JF: 1, K: 1}, ins(0x06, 1), ins(0x06, 2)},
		// Flips of bits removed by a mask.
		{ins(0x20, 60), ins(0xa4, 0xff), ins(0x54, 0xf), ins(0xa4, 1), {Code: 0x15, JT: 1, K: 14}, ins(0x06, 1), ins(0x06, 2)},
		{ins(0x20, 56), {Code: 0x25, JF: 1, K: 1<<32 - 1}, ins(0x06, 1), {Code: 0x45, JF: 1, K: 0}, ins(0x06, 2), ins(0x06, 3)},
		// Neighbours whose arguments differ, at one return.
		{ins(0x20, 0), {Code: 0x15, JF: 2, K: 5}, ins(0x20, 16), {Code: 0x15, JT: 3, JF: 4, K: 1}, {Code: 0x15, JF: 3, K: 6}, ins(0x20, 16), {Code: 0x15, JF: 1, K: 2}, ins(0x06, 1), ins(0x06, 2)},
	} {
		f.Add(encode(program), uint64(1))
	}
	r := rand.New(rand.NewPCG(101, 103))
	for seed := range uint64(200) {
		f.Add(encode(randomProgram(r)), seed)
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		program := withArguments(data)
		for _, bigEndian := range []bool{false, true} {
			compareArguments(t, program, bigEndian, rand.New(rand.NewPCG(seed, 1)))
		}
	})
}

// longest limits the instructions of a random program with arguments. Sets of arguments
// grow with each test.
const longest = 24

// randomProgram returns a program of blocks: a load, a few masks and flips, and a test.
func randomProgram(r *rand.Rand) []bpf.Instruction {
	var out []bpf.Instruction
	for range 1 + r.IntN(5) {
		out = append(out, ins(0x20, 4*r.Uint32N(16)))
		for range r.IntN(3) {
			out = append(out, ins([]uint16{0x54, 0xa4}[r.IntN(2)], r.Uint32()>>r.IntN(32)))
		}
		out = append(out, bpf.Instruction{Code: []uint16{0x15, 0x25, 0x35, 0x45}[r.IntN(4)], JT: uint8(r.IntN(4)), JF: uint8(r.IntN(4)), K: r.Uint32() >> r.IntN(32)})
	}
	return append(out, ins(0x06, 1), ins(0x06, 2), ins(0x06, 3), ins(0x06, 4))
}

// withArguments turns any bytes into a program of instructions valid for kernel and
// evaluator, each taken alone.
func withArguments(data []byte) []bpf.Instruction {
	program := decode(data[:min(len(data)/8*8, 8*longest)])
	program = append(program, ins(0x06, 0x7fff0000))
	codes := []uint16{0x20, 0x20, 0x20, 0x54, 0xa4, 0x05, 0x15, 0x25, 0x35, 0x45, 0x06}
	for pc := range program[:len(program)-1] {
		i, after := &program[pc], len(program)-pc-1
		if !slices.Contains(codes, i.Code) {
			i.Code = codes[int(i.Code)%len(codes)]
		}
		switch i.Code {
		case 0x20:
			i.K = i.K / 4 % 16 * 4
			if i.K == 8 || i.K == 12 {
				// The evaluator does not support the instruction pointer.
				i.K += 8
			}
		case 0x05:
			i.K %= uint32(after)
		default:
			i.JT, i.JF = uint8(int(i.JT)%after), uint8(int(i.JF)%after)
		}
	}
	return program
}

// compareArguments compares the outcomes of a program with runs: at an example of each
// outcome and at random inputs. It reports whether the evaluator supports the program.
func compareArguments(t *testing.T, program []bpf.Instruction, bigEndian bool, r *rand.Rand) (evaluated bool) {
	t.Helper()
	space := argset.NewSpace()
	outcomes, arrivals, err := prove.EvaluateArguments(program, &prove.Options{Space: space, BigEndian: bigEndian})
	if err != nil {
		return false
	}
	for _, o := range outcomes {
		for _, nr := range []uint32{o.Nr.First, o.Nr.Last} {
			d := prove.Data{Nr: nr, Arch: o.Arch.First, Args: space.Example(o.When), BigEndian: bigEndian}
			if value, _, err := prove.Execute(program, d); err != nil || value != o.Value || program[o.Place].K != value {
				t.Fatalf("%v: %+v: %#x %v, evaluated to %#x at %d", program, d, value, err, o.Value, o.Place)
			}
		}
	}
	for range 40 {
		d := prove.Data{Nr: number(r, program), Arch: number(r, program), InstructionPointer: r.Uint64(), Args: values(r, program), BigEndian: bigEndian}
		value, steps, err := prove.Execute(program, d)
		if err != nil {
			t.Fatalf("%v: %+v: %v", program, d, err)
		}
		held := slices.DeleteFunc(slices.Clone(outcomes), func(o prove.Outcome) bool {
			return !o.Arch.Contains(d.Arch) || !o.Nr.Contains(d.Nr) || !space.Contains(o.When, d.Args)
		})
		if len(held) != 1 || held[0].Value != value {
			t.Fatalf("%v: %+v returns %#x, evaluated to %+v", program, d, value, held)
		}
		if passed := passes(arrivals, d.Arch, d.Nr); passed < steps {
			t.Fatalf("%v: %+v passes %d instructions, evaluated to %d at most", program, d, steps, passed)
		}
	}
	return true
}

// values returns arguments near the constants of a program.
func values(r *rand.Rand, program []bpf.Instruction) [6]uint64 {
	var out [6]uint64
	for i := range out {
		out[i] = uint64(number(r, program))<<32 | uint64(number(r, program))
		if r.IntN(4) == 0 {
			out[i] ^= 1 << r.IntN(64)
		}
	}
	return out
}

// TestMostAreEvaluated checks that the evaluator supports most random programs.
func TestMostAreEvaluated(t *testing.T) {
	r := rand.New(rand.NewPCG(107, 109))
	evaluated := 0
	for range 300 {
		if compareArguments(t, withArguments(encode(randomProgram(r))), r.IntN(2) == 0, r) {
			evaluated++
		}
	}
	if evaluated < 150 {
		t.Errorf("%d of 300 programs are evaluated", evaluated)
	}
}

// TestArgumentErrors evaluates unsupported programs with arguments.
func TestArgumentErrors(t *testing.T) {
	end := ins(0x06, 1)
	for name, program := range map[string][]bpf.Instruction{
		"the instruction pointer":    {ins(0x20, 8), end},
		"its upper half":             {ins(0x20, 12), end},
		"a load between words":       {ins(0x20, 18), end},
		"a load after the arguments": {ins(0x20, 64), end},
		"a mask of the number":       {ins(0x20, 0), ins(0x54, 1), end},
		"a flip of the architecture": {ins(0x20, 4), ins(0xa4, 1), end},
		"a mask of nothing":          {ins(0x54, 1), end},
		"a shift":                    {ins(0x20, 16), ins(0x74, 1), end},
		"a mask by X":                {ins(0x20, 16), ins(0x5c, 0), end},
		"a return of the argument":   {ins(0x20, 16), returnA},
	} {
		if _, _, err := prove.EvaluateArguments(program, &prove.Options{Space: argset.NewSpace()}); err == nil {
			t.Errorf("%s is evaluated", name)
		}
	}
}

// TestAccumulators checks the accumulator before each instruction, in both byte orders.
func TestAccumulators(t *testing.T) {
	program := []bpf.Instruction{
		ins(0x20, 4), {Code: 0x15, JT: 4, K: 1}, ins(0x20, 16), ins(0x54, 0xf0), ins(0xa4, 0x10), {Code: 0x15, K: 1},
		ins(0x20, 60), {Code: 0x15, JF: 1, K: 1}, ins(0x06, 0), ins(0x20, 0), ins(0x06, 1),
	}
	for bigEndian, want := range map[bool][]string{
		false: {"nothing", "arch", "arch", "arg0.low", "arg0.low & 0xf0", "arg0.low & 0xf0 ^ 0x10", "nothing", "arg5.high", "arg5.high", "arg5.high", "nr"},
		true:  {"nothing", "arch", "arch", "arg0.high", "arg0.high & 0xf0", "arg0.high & 0xf0 ^ 0x10", "nothing", "arg5.low", "arg5.low", "arg5.low", "nr"},
	} {
		if got, err := prove.Accumulators(program, bigEndian); err != nil || !slices.Equal(got, want) {
			t.Errorf("big-endian %v: %q (%v), want %q", bigEndian, got, err, want)
		}
	}
	for name, program := range map[string][]bpf.Instruction{
		"a test of nothing":          {ins(0x15, 1), ins(0x06, 0)},
		"a mask of the number":       {ins(0x20, 0), ins(0x54, 1), ins(0x06, 0)},
		"a jump out of the program":  {ins(0x05, 1), ins(0x06, 0)},
		"an end without a return":    {ins(0x20, 0)},
		"an unknown instruction":     {ins(0x20, 0), ins(0x87, 0), ins(0x06, 0)},
		"a test of different things": {ins(0x20, 0), {Code: 0x15, JF: 1, K: 5}, ins(0x20, 16), ins(0x15, 1), ins(0x06, 0)},
		"a load between fields":      {ins(0x20, 2), ins(0x06, 0)},
		"a load after the arguments": {ins(0x20, 64), ins(0x06, 0)},
	} {
		if got, err := prove.Accumulators(program, false); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}
