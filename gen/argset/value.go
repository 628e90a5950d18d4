package argset

import "slices"

// Value is a number that depends on the arguments: for each of its bits, the
// lowest first, the arguments for which the bit is set. It has at most 64.
type Value []Set

// Argument returns the low width bits of an argument.
func (s *Space) Argument(arg, width int) Value {
	v := make(Value, width)
	for i := range v {
		v[i] = s.Bit(arg, i)
	}
	return v
}

// And returns v & k.
func (v Value) And(k uint64) Value {
	out := slices.Clone(v)
	for i := range out {
		if k>>i&1 == 0 {
			out[i] = None
		}
	}
	return out
}

// Xor returns v ^ k.
func (s *Space) Xor(v Value, k uint64) Value {
	out := slices.Clone(v)
	for i := range out {
		if k>>i&1 != 0 {
			out[i] = s.Not(v[i])
		}
	}
	return out
}

// Shift returns v << n, or v >> -n, without the bits that leave its width.
func (v Value) Shift(n int) Value {
	out := make(Value, len(v))
	for i := range out {
		if from := i - n; from >= 0 && from < len(v) {
			out[i] = v[from]
		}
	}
	return out
}

// Equal returns the arguments for which v == k.
func (s *Space) Equal(v Value, k uint64) Set {
	set := All
	for i := range v {
		bit := v[i]
		if k>>i&1 == 0 {
			bit = s.Not(bit)
		}
		set = s.And(bit, set)
	}
	return set
}

// AtLeast returns the arguments for which v >= k, both unsigned.
func (s *Space) AtLeast(v Value, k uint64) Set {
	set := All
	for i := range v {
		if k>>i&1 == 0 {
			set = s.Or(v[i], set)
		} else {
			set = s.And(v[i], set)
		}
	}
	return set
}

// BitOf returns which bit of its argument a set is, or is the opposite of, if it is
// one at all.
func (s *Space) BitOf(set Set) (bit int, negated, ok bool) {
	n := s.nodes[set]
	if set <= All || n.no > All || n.yes > All {
		return 0, false, false
	}
	return int(bitsEach - 1 - n.bit%bitsEach), n.yes == None, true
}
