package tablesource_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
)

// stroke sets the verdict of an interval, and the weight of its first number.
type stroke struct {
	interval.Interval
	verdict decision.VerdictID
	weight  int
}

// maxStrokes limits the strokes of a random partition to some hundred runs.
const maxStrokes = 150

// strokes decodes strokes of eight bytes each. Most are single numbers or short runs in
// the table of a.
func strokes(data []byte, a *arch.Arch) []stroke {
	var out []stroke
	for ; len(data) >= 8 && len(out) < maxStrokes; data = data[8:] {
		number := binary.LittleEndian.Uint32(data[4:])
		width := uint32(1)
		switch data[1] >> 6 {
		case 1:
			width = uint32(data[1] & 15)
		case 2:
			width = 1 << (data[1] & 31)
		}
		first := a.Base + number%512
		if data[0]&0x80 != 0 {
			first = number
		}
		last := first + min(max(width, 1)-1, interval.Whole.Last-first)
		out = append(out, stroke{
			interval.Interval{First: first, Last: last},
			decision.VerdictID(data[0] & 0x7f % 4),
			int(binary.LittleEndian.Uint16(data[2:])),
		})
	}
	return out
}

// naive returns the verdict of the last stroke with n.
func naive(strokes []stroke, n uint32) decision.VerdictID {
	v := decision.Denied
	for _, s := range strokes {
		if s.First <= n && n <= s.Last {
			v = s.verdict
		}
	}
	return v
}

// FuzzCompile compiles random partitions, proves the programs, and compares runs with
// naive on both sides of all bounds.
func FuzzCompile(f *testing.F) {
	f.Add([]byte(nil), byte(1))
	r := rand.New(rand.NewPCG(5, 8))
	for a := range arch.All {
		data := make([]byte, 8*(1<<(a%8))+8*a)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		f.Add(data, byte(a))
	}
	f.Fuzz(func(t *testing.T, data []byte, index byte) {
		a := arch.All[int(index)%len(arch.All)]
		list := strokes(data, a)
		p := decision.Uniform(decision.Denied)
		weights := make(map[uint32]int)
		for _, s := range list {
			p = p.Set(s.Interval, s.verdict)
			weights[s.First] = s.weight
		}
		o := search.Objective{Calls: weights, Table: interval.Interval{First: a.Base, Last: a.Base + 471}}
		program, err := bpf.Assemble(a, search.Build(p, o), bpf.Actions(a))
		if err != nil {
			t.Fatal(err)
		}
		if err := prove.Check(program, a, decision.Plain(p, bpf.Actions(a))); err != nil {
			t.Fatalf("%v: %v", p, err)
		}
		actions := bpf.Actions(a)
		for _, n := range bounds(list, program.Instructions) {
			got, _, err := prove.Run(program.Instructions, a.Audit, n)
			if want := naive(list, n); err != nil || got != actions[want] {
				t.Fatalf("%v: number %d returns %#x (%v), want %v", list, n, got, err, want)
			}
			if got, _, err := prove.Run(program.Instructions, a.Audit^1<<(n%32), n); err != nil || got != kill {
				t.Fatalf("%v: number %d of another architecture returns %#x (%v)", list, n, got, err)
			}
		}
	})
}

// bounds returns the numbers around the ends of strokes and the constants of a program.
func bounds(strokes []stroke, program []bpf.Instruction) []uint32 {
	list := []uint32{0, 1<<30 - 1, 1 << 30, 1<<32 - 1}
	for _, s := range strokes {
		list = append(list, s.First-1, s.First, s.Last, s.Last+1)
	}
	for _, ins := range program {
		list = append(list, ins.K-1, ins.K, ins.K+1)
	}
	return list
}
