package prove

import (
	"cmp"
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
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
	word       argset.Word
	mask, flip uint32
}

// String says what a holds, as in arg0.low & 0x3.
func (a accumulator) String() string {
	switch a.holds {
	case nothing:
		return "nothing"
	case holdsArch:
		return "arch"
	case holdsNr:
		return "nr"
	}
	return argset.Test{Word: a.word, Mask: a.mask, Flip: a.flip}.Subject()
}

// Accumulators says of each instruction of a program what A holds when control
// arrives there; where that depends on the way there, nothing. It is an error if an
// instruction uses that nothing, or is none that [EvaluateArguments] knows.
func Accumulators(program []bpf.Instruction, bigEndian bool) ([]string, error) {
	with := &Arguments{BigEndian: bigEndian}
	at := make([]accumulator, len(program))
	arrived := make([]bool, len(program))
	out := make([]string, len(program))
	for pc, ins := range program {
		out[pc] = at[pc].String()
		after, skips, ok := with.follow(ins, at[pc])
		for _, skip := range skips {
			target := uint64(pc) + 1 + skip
			if target >= uint64(len(program)) {
				ok = false
				continue
			}
			if arrived[target] && at[target] != after {
				at[target] = accumulator{}
			} else {
				at[target] = after
			}
			arrived[target] = true
		}
		if !ok {
			return nil, fmt.Errorf("instruction %d: code %#02x k %#x of %s", pc, ins.Code, ins.K, out[pc])
		}
	}
	return out, nil
}

// follow returns what A holds after an instruction, and where control goes on, in
// instructions skipped.
func (with *Arguments) follow(ins bpf.Instruction, acc accumulator) (after accumulator, skips []uint64, ok bool) {
	switch ins.Code {
	case returnK:
		return acc, nil, true
	case jumpAlways:
		return acc, []uint64{uint64(ins.K)}, true
	case jumpEqual, jumpAbove, jumpAtLeast, jumpBits:
		return acc, []uint64{uint64(ins.JT), uint64(ins.JF)}, acc.holds != nothing
	case loadAbs:
		acc, ok = with.load(ins.K)
	case and, exclusive:
		acc, ok = acc.compute(ins)
	}
	return acc, []uint64{0}, ok
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
	word := argset.Word{Arg: int(offset-16) / 8, High: second != with.BigEndian}
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
	with.Space.Work(1)
	yes := with.holds(ins, s.acc)
	var out []successor
	for _, way := range []struct {
		set  argset.Set
		skip uint8
	}{{yes, ins.JT}, {with.Space.Not(yes), ins.JF}} {
		next := successor{s, uint32(way.skip)}
		if next.when = with.Space.And(s.when, way.set); next.when != argset.None {
			out = append(out, next)
		}
	}
	return out
}

// holds returns the arguments for which a test of a word says yes.
func (with *Arguments) holds(ins bpf.Instruction, acc accumulator) argset.Set {
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
