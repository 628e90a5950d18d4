package prove

import (
	"cmp"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// holding is what the last load has left.
type holding uint8

const (
	nothing holding = iota
	holdsArch
	holdsNr
	holdsWord
)

// accumulator is what A holds: of a word, its bits under mask, those of flip the
// other way round.
type accumulator struct {
	holds      holding
	word       args.Word
	mask, flip uint32
}

// load returns the accumulator after a load from an offset in struct seccomp_data.
func (with *Arguments) load(offset uint32) (acc accumulator, ok bool) {
	switch {
	case offset == bpf.OffsetNr:
		return accumulator{holds: holdsNr}, true
	case offset == bpf.OffsetArch:
		return accumulator{holds: holdsArch}, true
	case with == nil || offset < 16 || offset >= DataSize || offset%4 != 0:
		return accumulator{}, false
	}
	second := offset%8 != 0
	word := args.Word{Arg: int(offset-16) / 8, High: second != with.BigEndian}
	return accumulator{holds: holdsWord, word: word, mask: 1<<32 - 1}, true
}

// compute returns the accumulator after a mask or a flip of a word.
func (a accumulator) compute(ins bpf.Instruction) (after accumulator, ok bool) {
	if ins.Code == and {
		a.mask &= ins.K
		a.flip &= ins.K
	} else {
		a.flip ^= ins.K
	}
	return a, a.holds == holdsWord
}

// compare orders accumulators.
func (a accumulator) compare(b accumulator) int {
	high := map[bool]int{true: 1}
	return cmp.Or(
		cmp.Compare(a.holds, b.holds), cmp.Compare(a.word.Arg, b.word.Arg), cmp.Compare(high[a.word.High], high[b.word.High]),
		cmp.Compare(a.mask, b.mask), cmp.Compare(a.flip, b.flip))
}

// testWord divides s by a comparison of a word.
func (with *Arguments) testWord(ins bpf.Instruction, s state) []successor {
	yes := with.holds(ins, s.acc)
	var out []successor
	for _, way := range []struct {
		set  args.Set
		skip uint8
	}{{yes, ins.JT}, {with.Space.Not(yes), ins.JF}} {
		next := successor{s, uint32(way.skip)}
		if next.when = with.Space.And(s.when, way.set); next.when != args.None {
			out = append(out, next)
		}
	}
	return out
}

// holds returns the arguments for which a test of a word says yes.
func (with *Arguments) holds(ins bpf.Instruction, acc accumulator) args.Set {
	first := 0
	if acc.word.High {
		first = 32
	}
	value := with.Space.Argument(acc.word.Arg, 64)[first : first+32]
	value = with.Space.Xor(value.And(uint64(acc.mask)), uint64(acc.flip))
	switch ins.Code {
	case jumpEqual:
		return with.Space.Equal(value, uint64(ins.K))
	case jumpAtLeast:
		return with.Space.AtLeast(value, uint64(ins.K))
	case jumpAbove:
		// Of 32 bits none is above the highest.
		return with.Space.Minus(with.Space.AtLeast(value, uint64(ins.K)), with.Space.Equal(value, uint64(ins.K)))
	}
	return with.Space.Not(with.Space.Equal(value.And(uint64(ins.K)), 0))
}
