package argset_test

import (
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// product makes a set of bit i of one argument or of another. Its size doubles with n.
func product(s *argset.Space, n int) argset.Set {
	set := argset.All
	for i := range n {
		set = s.And(set, s.Or(s.Bit(0, i), s.Bit(1, i)))
	}
	return set
}

// TestWithin exceeds the limit at the same step each time, and uses the space afterwards.
func TestWithin(t *testing.T) {
	for range 2 {
		s := argset.NewSpace()
		ended := false
		if s.Within(10000, func() { product(s, 30); ended = true }) || ended {
			t.Error("a product of 2^30 sets was within 10000 steps")
		}
		if a := s.Bit(0, 1); s.And(a, s.Bit(0, 2)) != s.And(s.Bit(0, 2), a) {
			t.Error("the space makes different sets after that")
		}
		if !s.Within(10000, func() { product(s, 3) }) {
			t.Error("a product of 8 sets was not within 10000 steps")
		}
		if ok := s.Within(100, func() { s.Work(100) }); !ok {
			t.Error("100 steps are not within 100")
		}
		if ok := s.Within(100, func() { s.Work(101) }); ok {
			t.Error("101 steps are within 100")
		}
		if got := panics(func() { s.Within(100, func() { panic("other") }) }); got != "other" {
			t.Errorf("another panic became %v", got)
		}
	}
	var none *argset.Space
	if !none.Within(0, func() { none.Work(1) }) {
		t.Error("a nil space counts work")
	}
}

// TestGrowth makes more sets than the index has places at first: each stays one.
func TestGrowth(t *testing.T) {
	s := argset.NewSpace()
	value := s.Argument(0, 64)
	var sets []argset.Set
	for k := range uint64(3000) {
		sets = append(sets, s.Equal(value, k*0x9e3779b97f4a7c15))
	}
	for k, set := range sets {
		if again := s.Equal(value, uint64(k)*0x9e3779b97f4a7c15); again != set {
			t.Fatalf("value %d is the set %d and the set %d", k, set, again)
		}
	}
}

// TestHolds compares a test of values with the set of its values.
func TestHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	s := argset.NewSpace()
	for range 500 {
		test := argset.Test{
			Word: argset.Word{Arg: r.IntN(6), High: r.IntN(2) == 1},
			Mask: r.Uint32() | r.Uint32(), Flip: r.Uint32() & r.Uint32(), Op: argset.Op(r.IntN(3)), K: r.Uint32(),
		}
		test.Flip &= test.Mask
		if r.IntN(2) == 0 {
			test.K &= 7
			test.Mask = 7
			test.Flip &= 7
		}
		set := s.Test(test)
		for range 50 {
			values := anything(r)
			if got := test.Holds(values); got != s.Contains(set, values) {
				t.Fatalf("%v holds for %#x: %v", test, values, got)
			}
		}
	}
}
