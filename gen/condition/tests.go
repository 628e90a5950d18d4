package condition

import (
	"math/bits"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// source describes a term by its argument: (argument & mask) ^ flip, shifted left by
// shift (right if negative), with the bits of ones set.
type source struct {
	arg        int
	mask, flip uint64
	shift      int
	ones       uint64
}

// source returns the source of a term. In a widened argument the upper bits count as clear:
// see topTests for the only value with these set.
func (b *binder) source(x operand) source {
	s := source{arg: x.arg}
	for i, set := range x.value {
		switch bit, negated, ok := b.space.BitOf(set); {
		case x.low != nil && set == b.space.Not(x.top):
			s.ones |= 1 << i
		case ok:
			s.shift = i - bit
			s.mask |= 1 << bit
			if negated {
				s.flip |= 1 << bit
			}
		case set == argset.All:
			s.ones |= 1 << i
		}
	}
	return s
}

// topTests returns tests to decide whether the upper bits of a widened argument are set.
func (b *binder) topTests(x operand) []argset.Test {
	if x.low == nil {
		return nil
	}
	return b.source(operand{arg: x.arg, value: x.low}).equal(1<<len(x.low) - 1)
}

// shifted moves bits of the term to their places in the argument.
func (s source) shifted(term uint64) uint64 {
	if s.shift < 0 {
		return term << -s.shift
	}
	return term >> s.shift
}

// equal returns tests to decide whether the term is k.
func (s source) equal(k uint64) []argset.Test {
	want := s.shifted(k&^s.ones)&s.mask ^ s.flip
	var tests []argset.Test
	for _, high := range []bool{true, false} {
		w := s.word(high)
		tests = append(tests, w.equal(half(want, high))...)
	}
	return tests
}

// atLeast returns tests to decide whether the term is at least k.
func (s source) atLeast(k uint64) []argset.Test {
	least, ok := s.least(k)
	if !ok || least == 0 {
		return nil
	}
	high, low := s.word(true), s.word(false)
	up, down := half(least, true), half(least, false)
	tests := high.atLeast(up)
	if down > 0 {
		if 0 < up && up < 1<<32-1 {
			tests = append(tests, high.atLeast(up+1)...)
		}
		tests = append(tests, high.equal(up^high.flip)...)
		tests = append(tests, low.atLeast(down)...)
	}
	return tests
}

// least returns the smallest (argument & mask) ^ flip for a term of at least k. It
// clears bits from the highest down, as long as the lower bits can still reach k.
func (s source) least(k uint64) (least uint64, ok bool) {
	mask := s.mask
	if s.shift < 0 {
		mask >>= -s.shift
	} else {
		mask <<= s.shift
	}
	if mask|s.ones < k {
		return 0, false
	}
	value := mask
	for rest := mask; rest != 0; {
		top := uint64(1) << (bits.Len64(rest) - 1)
		rest &^= top
		if value&^top|s.ones >= k {
			value &^= top
		}
	}
	return s.shifted(value), true
}

// half returns the upper or lower half of 64 bits.
func half(bits uint64, high bool) uint32 {
	if high {
		bits >>= 32
	}
	return uint32(bits)
}

// word is half of a source: (word & mask) ^ flip.
type word struct {
	argset.Word
	mask, flip uint32
}

// word returns the half of s in one word.
func (s source) word(high bool) word {
	return word{argset.Word{Arg: s.arg, High: high}, half(s.mask, high), half(s.flip, high)}
}

const wholeWord = 1<<32 - 1

// plain returns a test of the whole word.
func (w word) plain(op argset.Op, k uint32) argset.Test {
	return argset.Test{Word: w.Word, Mask: wholeWord, Op: op, K: k}
}

// prefix reports whether the mask is a run of highest bits. Masked words then have the
// order of whole words.
func (w word) prefix() bool { return w.mask != 0 && ^w.mask&(^w.mask+1) == 0 }

// equal returns tests to decide whether word & mask is want.
func (w word) equal(want uint32) []argset.Test {
	switch {
	case w.mask == 0:
		return nil
	case w.mask == wholeWord:
		return []argset.Test{w.plain(argset.Equal, want)}
	case want == 0 || w.mask&(w.mask-1) == 0:
		return []argset.Test{w.plain(argset.AnyBit, w.mask)}
	case w.prefix():
		tests := []argset.Test{w.plain(argset.AtLeast, want)}
		if end := want + (^w.mask + 1); end != 0 {
			tests = append(tests, w.plain(argset.AtLeast, end))
		}
		return tests
	}
	return []argset.Test{{Word: w.Word, Mask: w.mask, Op: argset.Equal, K: want}}
}

// atLeast returns tests to decide whether (word & mask) ^ flip is at least k.
func (w word) atLeast(k uint32) []argset.Test {
	const top = 1 << 31
	if w.prefix() {
		// Round k up to a possible value of the masked word. 0 means overflow: there
		// is none.
		k = (k + ^w.mask) & w.mask
	}
	switch {
	case w.mask == 0 || k == 0:
		return nil
	case w.flip == 0 && w.prefix():
		return []argset.Test{w.plain(argset.AtLeast, k)}
	case w.flip == top && w.prefix():
		tests := []argset.Test{w.plain(argset.AtLeast, top)}
		if k != top {
			tests = append(tests, w.plain(argset.AtLeast, k^top))
		}
		return tests
	case w.flip == 0 && k&(k-1) == 0:
		return []argset.Test{w.plain(argset.AnyBit, w.mask&-k)}
	}
	return []argset.Test{{Word: w.Word, Mask: w.mask, Flip: w.flip, Op: argset.AtLeast, K: k}}
}
