package random

import "math/rand/v2"

// edges lists 32-bit words near powers of 2.
var edges = []uint64{
	0, 1, 2, 3, 4, 7, 8, 15, 16, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x1_0001,
	1<<31 - 2, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1<<32 - 3, 1<<32 - 2, 1<<32 - 1,
}

// wideEdges lists 64-bit words near powers of 2.
var wideEdges = []uint64{
	1 << 32, 1<<32 + 1, 1<<32 | 1<<31, 1<<33 - 1, 1 << 33, 1 << 47, 0xffff_ffff << 32, 0x7fff_ffff << 32, 1 << 62,
	1<<63 - 2, 1<<63 - 1, 1 << 63, 1<<63 + 1, 1<<63 | 1<<31, 1<<64 - 1<<31, 1<<64 - 2, 1<<64 - 1,
}

// word returns a word of up to 32 or 64 bits, often a small one or an edge.
func word(r *rand.Rand, bits uint) uint64 {
	switch n := r.IntN(10); {
	case n < 2:
		return r.Uint64N(6)
	case n < 6 && bits == 64:
		return pick(r, wideEdges)
	case n < 7:
		return pick(r, edges)
	case n < 8:
		return 1 << r.UintN(bits)
	}
	return r.Uint64() >> (64 - bits + r.UintN(bits))
}

// perturbed returns w, a neighbour of w, or w with changed bits.
func perturbed(r *rand.Rand, w uint64) uint64 {
	switch n := r.IntN(100); {
	case n < 60:
		return w
	case n < 67:
		return w - 1
	case n < 74:
		return w + 1
	case n < 84:
		return w ^ 1<<r.UintN(64)
	case n < 94:
		return w ^ r.Uint64()<<32
	}
	return word(r, 64)
}
