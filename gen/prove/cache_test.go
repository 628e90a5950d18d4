package prove_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// TestCacheable tries each instruction before an allow. Number 5 executes it, and number
// 6 skips it in a detour.
func TestCacheable(t *testing.T) {
	allow := ins(0x06, 0x7fff0000)
	// detour skips an instruction for number 6.
	detour := func(i bpf.Instruction) []bpf.Instruction {
		return []bpf.Instruction{ins(0x20, 0), {Code: 0x15, JT: 1, K: 6}, i, allow}
	}
	for name, c := range map[string]struct {
		program []bpf.Instruction
		want    bool
	}{
		"an allow":                  {[]bpf.Instruction{allow}, true},
		"a kill":                    {[]bpf.Instruction{ins(0x06, 0x80000000)}, false},
		"an allow with data":        {[]bpf.Instruction{ins(0x06, 0x7fff0001)}, false},
		"a log":                     {[]bpf.Instruction{ins(0x06, 0x7ffc0000)}, false},
		"an allow from A":           {[]bpf.Instruction{ins(0x00, 0x7fff0000), returnA}, false},
		"nothing":                   {nil, false},
		"no return":                 {[]bpf.Instruction{ins(0x20, 0)}, false},
		"a jump out":                {[]bpf.Instruction{ins(0x05, 1<<32-1), allow}, false},
		"a load of the arch":        {detour(ins(0x20, 4)), true},
		"a load of the pointer":     {detour(ins(0x20, 8)), false},
		"a load of an argument":     {detour(ins(0x20, 16)), false},
		"a load of the upper half":  {detour(ins(0x20, 20)), false},
		"ld imm":                    {detour(ins(0x00, 1)), false},
		"ld len":                    {detour(ins(0x80, 0)), false},
		"ldx imm":                   {detour(ins(0x01, 1)), false},
		"st":                        {detour(ins(0x02, 0)), false},
		"tax":                       {detour(ins(0x07, 0)), false},
		"txa":                       {detour(ins(0x87, 0)), false},
		"and with K":                {detour(ins(0x54, 1)), true},
		"and with X":                {detour(ins(0x5c, 0)), false},
		"or":                        {detour(ins(0x44, 0)), false},
		"rsh":                       {detour(ins(0x74, 1)), false},
		"ja":                        {detour(ins(0x05, 0)), true},
		"jeq with K":                {detour(ins(0x15, 9)), true},
		"jgt with K":                {detour(ins(0x25, 9)), true},
		"jge with K":                {detour(ins(0x35, 9)), true},
		"jset with K":               {detour(ins(0x45, 9)), true},
		"jeq with X":                {detour(ins(0x1d, 0)), false},
		"a code of two bytes":       {detour(ins(0x120, 0)), false},
		"a load of an unknown word": {detour(ins(0x20, 64)), false},
	} {
		if got := prove.Cacheable(c.program, amd64, 5); got != c.want {
			t.Errorf("%s: cacheable %v, want %v", name, got, c.want)
		}
		// The instructions of one number do not affect another.
		if len(c.program) == 4 && !prove.Cacheable(c.program, amd64, 6) {
			t.Errorf("%s: number 6 skips it and is not cacheable", name)
		}
	}
}

// TestCacheableTests takes both branches of each test, for the architecture, the number
// and a masked number.
func TestCacheableTests(t *testing.T) {
	for name, c := range map[string]struct {
		test bpf.Instruction
		yes  []uint32
		no   []uint32
	}{
		"jeq":  {ins(0x15, 5), []uint32{5}, []uint32{4, 6, 0x80000005}},
		"jgt":  {ins(0x25, 5), []uint32{6, 1 << 31}, []uint32{5, 0}},
		"jge":  {ins(0x35, 5), []uint32{5, 1 << 31}, []uint32{4, 0}},
		"jset": {ins(0x45, 5), []uint32{1, 4, 7}, []uint32{0, 2, 8}},
	} {
		test := c.test
		test.JF = 1
		program := []bpf.Instruction{ins(0x20, 0), ins(0x54, 0xbfffffff), test, ins(0x06, 0x7fff0000), ins(0x06, 0)}
		byArch := append([]bpf.Instruction(nil), program...)
		byArch[0].K = 4
		for want, numbers := range map[bool][]uint32{true: c.yes, false: c.no} {
			for _, n := range numbers {
				if got := prove.Cacheable(program, amd64, n|1<<30); got != want {
					t.Errorf("%s of number %d: %v, want %v", name, n, got, want)
				}
				if got := prove.Cacheable(byArch, n, 99); got != want {
					t.Errorf("%s of arch %d: %v, want %v", name, n, got, want)
				}
			}
		}
	}
}
