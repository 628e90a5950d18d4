package prove_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// sample has a different value in each half of each field.
var sample = prove.Data{
	Nr: 0x10, Arch: 0xc000003e, InstructionPointer: 0x2_0000_0003,
	Args: [6]uint64{0xa1_0000_00a0, 0xb1_0000_00b0, 0xc1_0000_00c0, 0xd1_0000_00d0, 0xe1_0000_00e0, 0xf1_0000_00f0},
}

// ins returns an instruction with jt and jf 0.
func ins(code uint16, k uint32) bpf.Instruction { return bpf.Instruction{Code: code, K: k} }

var returnA = ins(0x16, 0)

// TestLoads reads each word of the data in both byte orders.
func TestLoads(t *testing.T) {
	little := []uint32{0x10, 0xc000003e, 3, 2, 0xa0, 0xa1, 0xb0, 0xb1, 0xc0, 0xc1, 0xd0, 0xd1, 0xe0, 0xe1, 0xf0, 0xf1}
	for word, want := range little {
		if word >= 2 {
			bigEndian := sample
			bigEndian.BigEndian = true
			got, _, err := prove.Execute([]bpf.Instruction{ins(0x20, 4*uint32(word)), returnA}, bigEndian)
			if want := little[word^1]; err != nil || got != want {
				t.Errorf("word %d, big-endian: %#x %v, want %#x", word, got, err, want)
			}
		}
		got, steps, err := prove.Execute([]bpf.Instruction{ins(0x20, 4*uint32(word)), returnA}, sample)
		if err != nil || got != want || steps != 2 {
			t.Errorf("word %d: %#x in %d steps %v, want %#x in 2", word, got, steps, err, want)
		}
	}
}

// TestArithmetic gives 0x80000013 and an operand to each operation, as K and as X.
func TestArithmetic(t *testing.T) {
	const a = 0x80000013
	for name, c := range map[string]struct {
		code          uint16
		operand, want uint32
	}{
		"add":                 {0x04, 0x80000001, 0x14},
		"sub":                 {0x14, 0x80000014, 0xffffffff},
		"mul":                 {0x24, 3, 0x80000039},
		"div":                 {0x34, 16, 0x8000001},
		"or":                  {0x44, 0x104, 0x80000117},
		"and":                 {0x54, 0x80000002, 0x80000002},
		"lsh":                 {0x64, 4, 0x130},
		"rsh":                 {0x74, 4, 0x8000001},
		"xor":                 {0xa4, 0x3, 0x80000010},
		"lsh by 31":           {0x64, 31, 0x80000000},
		"rsh by 31":           {0x74, 31, 1},
		"or with zero":        {0x44, 0, a},
		"division by itself":  {0x34, a, 1},
		"division by greater": {0x34, a + 1, 0},
	} {
		for form, program := range map[string][]bpf.Instruction{
			"K": {ins(0x00, a), ins(c.code, c.operand), returnA},
			"X": {ins(0x00, a), ins(0x01, c.operand), ins(c.code|8, 0), returnA},
		} {
			if got, _, err := prove.Execute(program, sample); err != nil || got != c.want {
				t.Errorf("%s with %s: %#x %v, want %#x", name, form, got, err, c.want)
			}
		}
	}
}

// TestTests gives 5 and an operand to each test, as K and as X.
func TestTests(t *testing.T) {
	for name, c := range map[string]struct {
		code     uint16
		operands map[uint32]bool
	}{
		"jeq":  {0x15, map[uint32]bool{4: false, 5: true, 6: false}},
		"jgt":  {0x25, map[uint32]bool{4: true, 5: false, 6: false, 1 << 31: false}},
		"jge":  {0x35, map[uint32]bool{4: true, 5: true, 6: false, 1 << 31: false}},
		"jset": {0x45, map[uint32]bool{0: false, 1: true, 2: false, 4: true, 10: false, 13: true}},
	} {
		for operand, yes := range c.operands {
			want := map[bool]uint32{true: 11, false: 12}[yes]
			ends := []bpf.Instruction{ins(0x06, 10), ins(0x06, 11), ins(0x06, 12)}
			test := bpf.Instruction{Code: c.code, JT: 1, JF: 2, K: operand}
			if got, _, err := prove.Execute(append([]bpf.Instruction{ins(0x00, 5), test}, ends...), sample); err != nil || got != want {
				t.Errorf("%s with K %d: %d %v, want %d", name, operand, got, err, want)
			}
			test.Code, test.K = test.Code|8, 99
			if got, _, err := prove.Execute(append([]bpf.Instruction{ins(0x00, 5), ins(0x01, operand), test}, ends...), sample); err != nil || got != want {
				t.Errorf("%s with X %d: %d %v, want %d", name, operand, got, err, want)
			}
		}
	}
}

// TestMoves runs the instructions of no other test.
func TestMoves(t *testing.T) {
	for name, c := range map[string]struct {
		want    uint32
		program []bpf.Instruction
	}{
		"A begins as 0":               {0, []bpf.Instruction{returnA}},
		"X begins as 0":               {0, []bpf.Instruction{ins(0x00, 7), ins(0x87, 0), returnA}},
		"ret k":                       {7, []bpf.Instruction{ins(0x06, 7)}},
		"ld len":                      {64, []bpf.Instruction{ins(0x80, 0), returnA}},
		"ldx len, txa":                {64, []bpf.Instruction{ins(0x81, 0), ins(0x87, 0), returnA}},
		"tax, txa":                    {7, []bpf.Instruction{ins(0x00, 7), ins(0x07, 0), ins(0x00, 8), ins(0x87, 0), returnA}},
		"st, ld m":                    {7, []bpf.Instruction{ins(0x00, 7), ins(0x02, 15), ins(0x00, 8), ins(0x60, 15), returnA}},
		"stx, ld m":                   {7, []bpf.Instruction{ins(0x01, 7), ins(0x03, 0), ins(0x60, 0), returnA}},
		"st, ldx m":                   {7, []bpf.Instruction{ins(0x00, 7), ins(0x02, 3), ins(0x61, 3), ins(0x00, 8), ins(0x87, 0), returnA}},
		"neg":                         {0xfffffff9, []bpf.Instruction{ins(0x00, 7), ins(0x84, 0), returnA}},
		"ja":                          {2, []bpf.Instruction{ins(0x05, 1), ins(0x06, 1), ins(0x06, 2)}},
		"a shift by X uses five bits": {14, []bpf.Instruction{ins(0x00, 7), ins(0x01, 33), ins(0x6c, 0), returnA}},
		"also to the right":           {3, []bpf.Instruction{ins(0x00, 7), ins(0x01, 33), ins(0x7c, 0), returnA}},
		"division by X of 0 returns 0": {0, []bpf.Instruction{
			ins(0x00, 7), ins(0x3c, 0), ins(0x06, 1)}},
	} {
		if got, _, err := prove.Execute(c.program, sample); err != nil || got != c.want {
			t.Errorf("%s: %#x %v, want %#x", name, got, err, c.want)
		}
	}
}

// TestRefused runs programs that the kernel would not install.
func TestRefused(t *testing.T) {
	for name, first := range map[string][]bpf.Instruction{
		"a load between words":            {ins(0x20, 2)},
		"a load after the data":           {ins(0x20, 64)},
		"a load far after the data":       {ins(0x20, 1<<32-4)},
		"a load of a byte":                {ins(0x30, 0)},
		"a load with an index":            {ins(0x40, 0)},
		"ldx of a header's length":        {ins(0xb1, 0)},
		"a word of memory that is empty":  {ins(0x60, 0)},
		"an X of memory that is empty":    {ins(0x61, 1)},
		"memory that does not exist":      {ins(0x60, 16)},
		"a store where no memory is":      {ins(0x02, 16)},
		"a store of X where no memory is": {ins(0x03, 1<<31)},
		"mod":                             {ins(0x94, 3)},
		"mod by X":                        {ins(0x01, 3), ins(0x9c, 0)},
		"division by zero":                {ins(0x34, 0)},
		"a shift out of the word":         {ins(0x64, 32)},
		"a right shift out of the word":   {ins(0x74, 32)},
		"negation with X":                 {ins(0x8c, 0)},
		"a jump of eBPF":                  {ins(0x55, 0)},
		"ja with X":                       {ins(0x0d, 0)},
		"ret x":                           {ins(0x0e, 0)},
		"a code of two bytes":             {ins(0x120, 0)},
		"a jump out of the program":       {ins(0x05, 1)},
		"a jump far out of the program":   {ins(0x05, 1<<32-1)},
		"a test out of the program":       {{Code: 0x15, JT: 1, JF: 1}},
	} {
		if got, _, err := prove.Execute(append(first, ins(0x06, 1)), sample); err == nil {
			t.Errorf("%s: returns %#x", name, got)
		}
	}
	for name, program := range map[string][]bpf.Instruction{"nothing": nil, "no return": {ins(0x20, 0)}} {
		if got, _, err := prove.Execute(program, sample); err == nil {
			t.Errorf("%s: returns %#x", name, got)
		}
	}
}
