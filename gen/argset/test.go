package argset

import "fmt"

// Op is a comparison of a filter.
type Op uint8

// The comparisons of the accumulator with a constant, unsigned.
const (
	Equal Op = iota
	AtLeast
	AnyBit
)

// Test compares a word with K: the bits of the word under Mask, with those of Flip
// inverted.
type Test struct {
	Word
	Mask, Flip uint32
	Op         Op
	K          uint32
}

// Subject returns the left side of t, such as arg1.low & 0x3.
func (t Test) Subject() string {
	s := fmt.Sprintf("arg%d.%s", t.Arg, map[bool]string{false: "low", true: "high"}[t.High])
	if t.Mask != 1<<32-1 {
		s += fmt.Sprintf(" & %#x", t.Mask)
	}
	if t.Flip != 0 {
		s += fmt.Sprintf(" ^ %#x", t.Flip)
	}
	return s
}

// String returns t as a condition, such as arg1.low & 0x3 == 0x1.
func (t Test) String() string {
	if t.Op == AnyBit {
		return fmt.Sprintf("%s & %#x != 0", t.Subject(), t.K)
	}
	return fmt.Sprintf("%s %s %#x", t.Subject(), [...]string{Equal: "==", AtLeast: ">="}[t.Op], t.K)
}

// Holds reports whether t is true for the given arguments.
func (t Test) Holds(values [6]uint64) bool {
	word := values[t.Arg]
	if t.High {
		word >>= wordBits
	}
	k := uint32(word)&t.Mask ^ t.Flip
	switch t.Op {
	case Equal:
		return k == t.K
	case AtLeast:
		return k >= t.K
	}
	return k&t.K != 0
}

// Test returns the set of arguments with t true.
func (s *Space) Test(t Test) Set {
	var word Value
	for i := range 32 {
		bit := i
		if t.High {
			bit += 32
		}
		switch {
		case t.Mask>>i&1 != 0:
			word = append(word, s.Bit(t.Arg, bit))
		default:
			word = append(word, None)
		}
		if t.Flip>>i&1 != 0 {
			word[i] = s.Not(word[i])
		}
	}
	switch t.Op {
	case Equal:
		return s.Equal(word, uint64(t.K))
	case AtLeast:
		return s.AtLeast(word, uint64(t.K))
	}
	any := None
	for i := range 32 {
		if t.K>>i&1 != 0 {
			any = s.Or(any, word[i])
		}
	}
	return any
}
