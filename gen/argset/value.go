package argset

import "slices"

// Value is a number that depends on the arguments. It holds up to 64 bits, the lowest
// first: element i is the set of arguments with bit i set.
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

// Shift returns v << n, or v >> -n for a negative n, in the width of v.
func (v Value) Shift(n int) Value {
	out := make(Value, len(v))
	for i := range out {
		if from := i - n; from >= 0 && from < len(v) {
			out[i] = v[from]
		}
	}
	return out
}

// Equal returns the set of arguments with v == k.
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

// AtLeast returns the set of arguments with v >= k, unsigned.
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

// BitOf returns the bit of an argument equal to set, or to its complement if negated.
// ok is false for other sets.
func (s *Space) BitOf(set Set) (bit int, negated, ok bool) {
	n := s.nodes[set]
	if set <= All || n.no > All || n.yes > All {
		return 0, false, false
	}
	return int(bitsEach - 1 - n.bit%bitsEach), n.yes == None, true
}
