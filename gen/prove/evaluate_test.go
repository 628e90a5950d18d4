package prove_test

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// FuzzEvaluate compares the evaluator with the plain interpreter on random programs: at
// the corners of every outcome and at random inputs.
func FuzzEvaluate(f *testing.F) {
	for _, peer := range []string{"floor_x", "gvisor_essential", "minijail-bst-freq_essential", "ref-uniform_essential", "libseccomp-opt2_essential"} {
		f.Add(read(f, filepath.Join(peers, peer+"_kill.bpf")), uint64(1))
	}
	f.Add(encode(twoLoads), uint64(1))
	r := rand.New(rand.NewPCG(7, 11))
	for seed := range uint64(20) {
		data := make([]byte, 8*(1+r.IntN(60)))
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		f.Add(data, seed)
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		compareInterpreters(t, valid(data), rand.New(rand.NewPCG(seed, 0)))
	})
}

// twoLoads reaches a test with the number or the architecture loaded, for neighbouring
// numbers.
var twoLoads = []bpf.Instruction{
	ins(0x20, 0), {Code: 0x35, JT: 1, K: 100}, ins(0x20, 4), {Code: 0x15, JF: 1, K: 5}, ins(0x06, 1), ins(0x06, 2),
}

// maxInstructions limits the length of a random program. The number of states at an
// instruction can grow with the square of the tests.
const maxInstructions = 64

// evaluated lists the codes of the evaluator, some of them more than once.
var evaluated = []uint16{0x20, 0x20, 0x05, 0x15, 0x15, 0x25, 0x35, 0x35, 0x45, 0x06}

// valid turns any bytes, read as struct sock_filter, into a program valid for kernel and
// evaluator. It leaves a valid program unchanged.
func valid(data []byte) []bpf.Instruction {
	program := decode(data[:min(len(data)/8*8, 8*maxInstructions)])
	if len(program) == 0 || program[0].Code != 0x06 && program[0].Code != 0x20 {
		program = append([]bpf.Instruction{ins(0x20, 0)}, program...)
	}
	if program[len(program)-1].Code != 0x06 {
		program = append(program, ins(0x06, 0x7fff0000))
	}
	for pc := range program {
		i := &program[pc]
		if !slices.Contains(evaluated, i.Code) {
			i.Code = evaluated[int(i.Code)%len(evaluated)]
		}
		after := len(program) - pc - 1
		switch {
		case after == 0:
			i.Code = 0x06
		case i.Code == 0x20:
			i.K &= 4
		case i.Code == 0x05:
			i.K %= uint32(after)
		case i.Code != 0x06:
			i.JT, i.JF = uint8(int(i.JT)%after), uint8(int(i.JF)%after)
		}
		if i.Code == 0x45 {
			i.K &^= 1<<29 - 1
		}
	}
	return program
}

// compareInterpreters compares the outcomes of a program with runs.
func compareInterpreters(t *testing.T, program []bpf.Instruction, r *rand.Rand) {
	t.Helper()
	outcomes, arrivals, err := prove.Evaluate(program)
	if err != nil {
		t.Fatalf("%v: %v", program, err)
	}
	if !covers(outcomes) {
		t.Fatalf("%v: the outcomes do not cover all inputs", program)
	}
	check := func(arch, nr uint32, o prove.Outcome) (steps int) {
		value, steps, err := prove.Run(program, arch, nr)
		if end := program[o.Place]; err != nil || value != o.Value || end.Code != 0x06 || end.K != value {
			t.Fatalf("%v: arch %#x number %#x: %#x %v, evaluated to %#x at %d", program, arch, nr, value, err, o.Value, o.Place)
		}
		return steps
	}
	for _, o := range outcomes {
		for _, arch := range []uint32{o.Arch.First, o.Arch.Last} {
			for _, nr := range []uint32{o.Nr.First, o.Nr.Last} {
				check(arch, nr, o)
			}
		}
	}
	for range 30 {
		arch, nr := number(r, program), number(r, program)
		held := slices.DeleteFunc(slices.Clone(outcomes), func(o prove.Outcome) bool { return !o.Arch.Contains(arch) || !o.Nr.Contains(nr) })
		if len(held) != 1 {
			t.Fatalf("%v: arch %#x number %#x has %d outcomes", program, arch, nr, len(held))
		}
		if steps, passed := check(arch, nr, held[0]), passes(arrivals, arch, nr); passed != steps {
			t.Fatalf("%v: arch %#x number %#x passes %d instructions, evaluated to %d", program, arch, nr, steps, passed)
		}
	}
}

// number returns a number near a constant of the program, or any.
func number(r *rand.Rand, program []bpf.Instruction) uint32 {
	if r.IntN(4) == 0 {
		return r.Uint32()
	}
	return program[r.IntN(len(program))].K + r.Uint32N(3) - 1
}

// covers reports whether the outcomes hold 2^64 inputs together. It does not see an
// overlap as large as a gap; the runs do.
func covers(outcomes []prove.Outcome) bool {
	var high, low uint64
	for _, o := range outcomes {
		width, height := uint64(o.Arch.Last)-uint64(o.Arch.First)+1, uint64(o.Nr.Last)-uint64(o.Nr.First)+1
		h, l := bits.Mul64(width, height)
		var carry uint64
		low, carry = bits.Add64(low, l, 0)
		high += h + carry
	}
	return high == 1 && low == 0
}

// passes counts the instructions an input reaches.
func passes(arrivals [][]prove.Box, arch, nr uint32) int {
	count := 0
	for _, boxes := range arrivals {
		for _, b := range boxes {
			if b.Arch.Contains(arch) && b.Nr.Contains(nr) {
				count++
			}
		}
	}
	return count
}

// decode reads little-endian struct sock_filter.
func decode(data []byte) []bpf.Instruction {
	var program []bpf.Instruction
	for ; len(data) >= 8; data = data[8:] {
		program = append(program, bpf.Instruction{
			Code: binary.LittleEndian.Uint16(data), JT: data[2], JF: data[3], K: binary.LittleEndian.Uint32(data[4:]),
		})
	}
	return program
}

// encode is the inverse of decode.
func encode(program []bpf.Instruction) []byte {
	var data []byte
	for _, i := range program {
		data = binary.LittleEndian.AppendUint16(data, i.Code)
		data = append(data, i.JT, i.JF)
		data = binary.LittleEndian.AppendUint32(data, i.K)
	}
	return data
}

// TestEvaluateBits divides all numbers by tests of bits.
func TestEvaluateBits(t *testing.T) {
	whole := interval.Whole
	span := func(first, last uint32) interval.Interval { return interval.Interval{First: first, Last: last} }
	for k, want := range map[uint32][]interval.Interval{
		0:                  nil,
		1 << 31:            {span(1<<31, whole.Last)},
		1 << 30:            {span(1<<30, 1<<31-1), span(3<<30, whole.Last)},
		3 << 30:            {span(1<<30, whole.Last)},
		0xffffff00:         {span(0x100, whole.Last)},
		0x80000000 | 1<<29: {span(1<<29, 1<<30-1), span(3<<29, whole.Last)},
		0x60000000:         {span(1<<29, 1<<31-1), span(5<<29, whole.Last)},
		whole.Last:         {span(1, whole.Last)},
		whole.Last - 1:     {span(2, whole.Last)},
		1<<31 - 1:          {span(1, 1<<31-1), span(1<<31+1, whole.Last)},
	} {
		program := []bpf.Instruction{ins(0x20, 0), {Code: 0x45, JF: 1, K: k}, ins(0x06, 1), ins(0x06, 0)}
		outcomes, _, err := prove.Evaluate(program)
		if err != nil {
			t.Fatalf("%#x: %v", k, err)
		}
		var got []interval.Interval
		for _, o := range outcomes {
			if o.Value == 1 {
				got = append(got, o.Nr)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%#x: %#x, want %#x", k, got, want)
		}
	}
}

// TestEvaluateErrors evaluates unsupported programs.
func TestEvaluateErrors(t *testing.T) {
	end := ins(0x06, 1)
	for want, program := range map[string][]bpf.Instruction{
		"empty program":                            nil,
		"test before any load":                     {ins(0x15, 1), end},
		"instruction 0: jumps to 2":                {ins(0x05, 1), end},
		"instruction 0: jumps to 4294967296":       {ins(0x05, 1<<32-1), end},
		"instruction 1: jumps to 3":                {ins(0x20, 0), {Code: 0x15, JT: 1}, end},
		"instruction 0: jumps to 1":                {ins(0x20, 0)},
		"code 0x20 k 0x10":                         {ins(0x20, 16), end},
		"code 0x54 k 0x1":                          {ins(0x20, 0), ins(0x54, 1), end},
		"code 0x1d k 0x0":                          {ins(0x20, 0), ins(0x1d, 0), end},
		"code 0x16 k 0x0":                          {ins(0x20, 0), returnA},
		"test of bits 0x1 makes over 64 intervals": {ins(0x20, 0), ins(0x45, 1), end},
	} {
		if _, _, err := prove.Evaluate(program); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", program, err, want)
		}
	}
}
