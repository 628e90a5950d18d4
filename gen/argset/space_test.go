package argset_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// place is a bit of an argument.
type place struct{ arg, bit int }

// pool lists the bits of random sets in the order of a space: by argument, and from the
// highest bit to the lowest.
var pool = []place{{0, 63}, {0, 32}, {0, 31}, {2, 7}, {2, 0}, {5, 0}}

// table is a set by brute force: bit i is set if the set holds assignment i. The highest
// bit of an assignment is the first of the pool.
type table uint64

// everything holds all assignments of the pool.
const everything = table(1<<64 - 1)

// tableOf returns the table of a bit of the pool.
func tableOf(index int) table {
	var out table
	for i := range 64 {
		if i>>(len(pool)-1-index)&1 != 0 {
			out |= 1 << i
		}
	}
	return out
}

// assignment is arguments with the bits of the pool as i says, and the others as in
// rest.
func assignment(i int, rest [6]uint64) [6]uint64 {
	for index, p := range pool {
		rest[p.arg] &^= 1 << p.bit
		rest[p.arg] |= uint64(i>>(len(pool)-1-index)&1) << p.bit
	}
	return rest
}

// anything is random arguments.
func anything(r *rand.Rand) [6]uint64 {
	var out [6]uint64
	for i := range out {
		out[i] = r.Uint64()
	}
	return out
}

// expression makes a random set and its table.
func expression(r *rand.Rand, s *argset.Space, depth int) (argset.Set, table) {
	if depth == 0 {
		index := r.IntN(len(pool))
		return s.Bit(pool[index].arg, pool[index].bit), tableOf(index)
	}
	x, tx := expression(r, s, depth-1-r.IntN(depth))
	y, ty := expression(r, s, depth-1-r.IntN(depth))
	switch r.IntN(6) {
	case 0:
		return s.Not(x), ^tx
	case 1:
		return s.Minus(x, y), tx &^ ty
	case 2, 3:
		return s.Or(x, y), tx | ty
	}
	return s.And(x, y), tx & ty
}

// TestAlgebra compares random sets with tables of all assignments: their members,
// equality, the least member, the bits they depend on, and Forget.
func TestAlgebra(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := argset.NewSpace()
	sets := map[table]argset.Set{0: argset.None, everything: argset.All}
	for range 2000 {
		set, want := expression(r, s, 6)
		if known, ok := sets[want]; ok && known != set {
			t.Fatalf("%#x is the set %d and the set %d", want, known, set)
		}
		sets[want] = set
		for i := range 64 {
			values := assignment(i, anything(r))
			if got := s.Contains(set, values); got != (want>>i&1 != 0) {
				t.Fatalf("%#x holds %#x: %v", want, values, got)
			}
		}
		if got := s.Bits(set); got != bits(want) {
			t.Errorf("%#x depends on %#x, want %#x", want, got, bits(want))
		}
		for w := range words() {
			forgotten := s.Forget(set, w)
			if known, ok := sets[forget(want, w)]; ok && known != forgotten {
				t.Errorf("%#x without %v is not %#x", want, w, forget(want, w))
			}
			sets[forget(want, w)] = forgotten
		}
		if want != 0 && s.Example(set) != least(want) {
			t.Errorf("%#x has the example %#x, want %#x", want, s.Example(set), least(want))
		}
	}
	if len(sets) < 500 {
		t.Errorf("%d different sets, want 500 at least", len(sets))
	}
	distinct := make(map[argset.Set]table)
	for want, set := range sets {
		if other, ok := distinct[set]; ok {
			t.Errorf("%#x and %#x are the set %d", want, other, set)
		}
		distinct[set] = want
	}
}

// bits returns the bits of the arguments that a table depends on.
func bits(of table) [6]uint64 {
	var out [6]uint64
	for index, p := range pool {
		shift := 1 << (len(pool) - 1 - index)
		if with := tableOf(index); (of&with)>>shift != of&^with {
			out[p.arg] |= 1 << p.bit
		}
	}
	return out
}

// words holds the words of the pool, and one other.
func words() map[argset.Word]bool {
	out := map[argset.Word]bool{{Arg: 4}: true}
	for _, p := range pool {
		out[argset.Word{Arg: p.arg, High: p.bit >= 32}] = true
	}
	return out
}

// forget returns a table with any value in a word.
func forget(of table, w argset.Word) table {
	for index, p := range pool {
		if p.arg == w.Arg && (p.bit >= 32) == w.High {
			shift, with := 1<<(len(pool)-1-index), tableOf(index)
			of |= (of&with)>>shift | (of&^with)<<shift
		}
	}
	return of
}

// least returns the first assignment of a table, with all other bits 0.
func least(of table) [6]uint64 {
	i := 0
	for of>>i&1 == 0 {
		i++
	}
	return assignment(i, [6]uint64{})
}

// TestNilSpace uses None and All of a nil space.
func TestNilSpace(t *testing.T) {
	var s *argset.Space
	for _, a := range []argset.Set{argset.None, argset.All} {
		for _, b := range []argset.Set{argset.None, argset.All} {
			if got := s.And(a, b); got != min(a, b) {
				t.Errorf("%d and %d is %d", a, b, got)
			}
			if got := s.Or(a, b); got != max(a, b) {
				t.Errorf("%d or %d is %d", a, b, got)
			}
			if got := s.Minus(a, b); got != a&^b {
				t.Errorf("%d minus %d is %d", a, b, got)
			}
		}
		if got := s.Not(a); got != 1-a {
			t.Errorf("not %d is %d", a, got)
		}
		if s.Contains(a, [6]uint64{1: 5}) != (a == argset.All) {
			t.Errorf("%d holds arguments: %v", a, a != argset.All)
		}
		if got := s.Bits(a); got != [6]uint64{} {
			t.Errorf("%d depends on %#x", a, got)
		}
	}
	if got := s.Example(argset.All); got != [6]uint64{} {
		t.Errorf("an example of all is %v", got)
	}
}

// TestBit checks the argument of each bit. Other bits panic.
func TestBit(t *testing.T) {
	s := argset.NewSpace()
	for arg := range 6 {
		for bit := range 64 {
			set := s.Bit(arg, bit)
			var values [6]uint64
			values[arg] = 1 << bit
			if s.Example(set) != values || s.Contains(s.Not(set), values) || s.Contains(set, [6]uint64{}) {
				t.Errorf("bit %d of argument %d is %#x", bit, arg, s.Example(set))
			}
			if got, negated, ok := s.BitOf(set); got != bit || negated || !ok {
				t.Errorf("bit %d is bit %d, negated %v, %v", bit, got, negated, ok)
			}
			if got, negated, ok := s.BitOf(s.Not(set)); got != bit || !negated || !ok {
				t.Errorf("not bit %d is bit %d, negated %v, %v", bit, got, negated, ok)
			}
		}
	}
	for _, set := range []argset.Set{argset.None, argset.All, s.And(s.Bit(0, 1), s.Bit(0, 0)), s.Or(s.Bit(0, 1), s.Bit(1, 1))} {
		if bit, _, ok := s.BitOf(set); ok {
			t.Errorf("the set %d is bit %d", set, bit)
		}
	}
	for _, p := range []place{{-1, 0}, {6, 0}, {0, -1}, {0, 64}} {
		want := fmt.Sprintf("argset: bit %d of argument %d", p.bit, p.arg)
		if got := panics(func() { s.Bit(p.arg, p.bit) }); got != want {
			t.Errorf("bit %d of argument %d: %v, want %s", p.bit, p.arg, got, want)
		}
	}
}

// panics returns the panic value of f.
func panics(f func()) (message any) {
	defer func() { message = recover() }()
	f()
	return nil
}
