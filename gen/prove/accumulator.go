package prove

import (
	"cmp"
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// holding is the kind of value in the accumulator.
type holding uint8

const (
	nothing holding = iota
	holdsArch
	holdsNr
	holdsWord
)

// accumulator is the value of register A: after a load of a word of an argument,
// word & mask ^ flip.
type accumulator struct {
	holds      holding
	word       argset.Word
	mask, flip uint32
}

// String returns the value as an expression: arg0.low & 0x3.
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

// Accumulators returns the value of A before each instruction, as an expression such as
// nr or arg0.low & 0x3. Before the first load, and wherever A depends on the path, it is
// "nothing". An instruction with nothing as its operand is an error, as is one
// unsupported by [EvaluateArguments].
func Accumulators(program []bpf.Instruction, bigEndian bool) ([]string, error) {
	opts := &Options{BigEndian: bigEndian}
	at := make([]accumulator, len(program))
	arrived := make([]bool, len(program))
	out := make([]string, len(program))
	for pc, ins := range program {
		out[pc] = at[pc].String()
		after, skips, ok := opts.follow(ins, at[pc])
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

// follow returns the accumulator after an instruction, and for each successor the number
// of instructions skipped.
func (opts *Options) follow(ins bpf.Instruction, acc accumulator) (after accumulator, skips []uint64, ok bool) {
	switch ins.Code {
	case returnK:
		return acc, nil, true
	case jumpAlways:
		return acc, []uint64{uint64(ins.K)}, true
	case jumpEqual, jumpAbove, jumpAtLeast, jumpBits:
		return acc, []uint64{uint64(ins.JT), uint64(ins.JF)}, acc.holds != nothing
	case loadAbs:
		acc, ok = opts.load(ins.K)
	case and, exclusive:
		acc, ok = acc.compute(ins)
	}
	return acc, []uint64{0}, ok
}

// load returns the accumulator after a load from an offset in struct seccomp_data.
func (opts *Options) load(offset uint32) (acc accumulator, ok bool) {
	switch {
	case offset == bpf.OffsetNr:
		return accumulator{holds: holdsNr}, true
	case offset == bpf.OffsetArch:
		return accumulator{holds: holdsArch}, true
	case opts == nil || offset < 16 || offset >= DataSize || offset%4 != 0:
		return accumulator{}, false
	}
	second := offset%8 != 0
	word := argset.Word{Arg: int(offset-16) / 8, High: second != opts.BigEndian}
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
	if a == b {
		return 0
	}
	half := 0
	if a.word.High != b.word.High {
		half = -1
		if a.word.High {
			half = 1
		}
	}
	return cmp.Or(cmp.Compare(a.holds, b.holds), cmp.Compare(a.word.Arg, b.word.Arg), half, cmp.Compare(a.mask, b.mask), cmp.Compare(a.flip, b.flip))
}

// testWord divides s by a test of an argument.
func (opts *Options) testWord(out []successor, ins bpf.Instruction, s state) []successor {
	opts.Space.Work(1)
	yes := opts.holds(ins, s.acc)
	for _, branch := range []struct {
		set  argset.Set
		skip uint8
	}{{yes, ins.JT}, {opts.Space.Not(yes), ins.JF}} {
		next := successor{s, uint32(branch.skip)}
		if next.when = opts.Space.And(s.when, branch.set); next.when != argset.None {
			out = append(out, next)
		}
	}
	return out
}

// holds returns the arguments with which a test of acc holds.
func (opts *Options) holds(ins bpf.Instruction, acc accumulator) argset.Set {
	first := 0
	if acc.word.High {
		first = 32
	}
	value := opts.Space.Argument(acc.word.Arg, 64)[first : first+32]
	value = opts.Space.Xor(value.And(uint64(acc.mask)), uint64(acc.flip))
	switch ins.Code {
	case jumpEqual:
		return opts.Space.Equal(value, uint64(ins.K))
	case jumpAtLeast:
		return opts.Space.AtLeast(value, uint64(ins.K))
	case jumpAbove:
		// AtLeast(k) without k: k+1 could overflow.
		return opts.Space.Minus(opts.Space.AtLeast(value, uint64(ins.K)), opts.Space.Equal(value, uint64(ins.K)))
	}
	return opts.Space.Not(opts.Space.Equal(value.And(uint64(ins.K)), 0))
}
