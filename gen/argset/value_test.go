package argset_test

import (
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// edges lists numbers at the limits of comparisons.
var edges = []uint64{0, 1, 2, 0xff, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<32 + 1, 1<<63 - 1, 1 << 63, 1<<64 - 2, 1<<64 - 1}

// edge is a number near an edge, or any.
func edge(r *rand.Rand) uint64 {
	if r.IntN(3) == 0 {
		return r.Uint64() >> r.IntN(64)
	}
	return edges[r.IntN(len(edges))]
}

// term is a number computed from an argument: as a value of a space, and by Go.
type term struct {
	value   argset.Value
	compute func(uint64) uint64
}

// randomTerm applies a few operators to an argument of some width.
func randomTerm(r *rand.Rand, s *argset.Space, arg, width int) term {
	mask := ^uint64(0) >> (64 - width)
	x := term{s.Argument(arg, width), func(v uint64) uint64 { return v & mask }}
	for range r.IntN(4) {
		before, k := x.compute, edge(r)
		switch r.IntN(4) {
		case 0:
			x = term{x.value.And(k), func(v uint64) uint64 { return before(v) & k }}
		case 1:
			x = term{s.Xor(x.value, k), func(v uint64) uint64 { return (before(v) ^ k) & mask }}
		case 2:
			n := r.IntN(70)
			x = term{x.value.Shift(n), func(v uint64) uint64 { return before(v) << n & mask }}
		case 3:
			n := r.IntN(70)
			x = term{x.value.Shift(-n), func(v uint64) uint64 { return before(v) >> n }}
		}
	}
	return x
}

// TestValues compares terms with constants, and the resulting sets with Go's arithmetic.
func TestValues(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		s := argset.NewSpace()
		arg, width := r.IntN(6), []int{32, 64, 16}[r.IntN(3)]
		x := randomTerm(r, s, arg, width)
		// A possible value of the term tests more than a random constant.
		k := edge(r) & (^uint64(0) >> (64 - width))
		if r.IntN(2) == 0 {
			k = x.compute(edge(r))
		}
		equal, atLeast := s.Equal(x.value, k), s.AtLeast(x.value, k)
		for range 60 {
			values := anything(r)
			if r.IntN(4) > 0 {
				values[arg] = edge(r)
			}
			n := x.compute(values[arg])
			if got := s.Contains(equal, values); got != (n == k) {
				t.Fatalf("argument %#x of %d bits: %#x == %#x is %v", values[arg], width, n, k, got)
			}
			if got := s.Contains(atLeast, values); got != (n >= k) {
				t.Fatalf("argument %#x of %d bits: %#x >= %#x is %v", values[arg], width, n, k, got)
			}
		}
	}
}

// TestTests compares the sets of a filter's tests with the results of a filter.
func TestTests(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 400 {
		s := argset.NewSpace()
		test := argset.Test{
			Word: argset.Word{Arg: r.IntN(6), High: r.IntN(2) == 0}, Mask: 1<<32 - 1,
			Op: argset.Op(r.IntN(3)), K: uint32(edge(r)),
		}
		if r.IntN(2) == 0 {
			test.Mask = uint32(edge(r))
		}
		if r.IntN(3) == 0 {
			test.Flip = uint32(edge(r))
		}
		set := s.Test(test)
		for range 60 {
			values := anything(r)
			if r.IntN(4) > 0 {
				values[test.Arg] = edge(r) ^ uint64(test.K&test.Mask)
			}
			if got := s.Contains(set, values); got != holds(test, values) {
				t.Fatalf("%v of %#x is %v", test, values, got)
			}
		}
	}
}

// holds computes a test as a filter does.
func holds(test argset.Test, values [6]uint64) bool {
	word := uint32(values[test.Arg])
	if test.High {
		word = uint32(values[test.Arg] >> 32)
	}
	word = word&test.Mask ^ test.Flip
	return map[argset.Op]bool{argset.Equal: word == test.K, argset.AtLeast: word >= test.K, argset.AnyBit: word&test.K != 0}[test.Op]
}

// TestStrings shows how tests are written.
func TestStrings(t *testing.T) {
	const whole = 1<<32 - 1
	low, high := argset.Word{Arg: 1}, argset.Word{Arg: 5, High: true}
	for want, test := range map[string]argset.Test{
		"arg1.low == 0x3":                 {Word: low, Mask: whole, Op: argset.Equal, K: 3},
		"arg5.high >= 0x80000000":         {Word: high, Mask: whole, Op: argset.AtLeast, K: 1 << 31},
		"arg1.low & 0xf0 != 0":            {Word: low, Mask: whole, Op: argset.AnyBit, K: 0xf0},
		"arg1.low & 0x3 == 0x1":           {Word: low, Mask: 3, Op: argset.Equal, K: 1},
		"arg5.high & 0x3 ^ 0x2 >= 0x1":    {Word: high, Mask: 3, Flip: 2, Op: argset.AtLeast, K: 1},
		"arg1.low ^ 0x80000000 >= 0xffff": {Word: low, Mask: whole, Flip: 1 << 31, Op: argset.AtLeast, K: 0xffff},
	} {
		if got := test.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
