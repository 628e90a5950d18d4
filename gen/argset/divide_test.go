package argset_test

import (
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// TestDivide puts random sets together again from their parts and cubes.
func TestDivide(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	s := argset.NewSpace()
	for range 50 {
		set := argset.None
		for range 1 + r.IntN(4) {
			both := argset.All
			for arg := range 2 {
				v := s.Argument(arg, 64)
				switch r.IntN(3) {
				case 0:
					both = s.And(both, s.AtLeast(v, r.Uint64N(100)))
				case 1:
					both = s.Minus(both, s.AtLeast(v, r.Uint64N(100)))
				case 2:
					both = s.And(both, s.Equal(v.And(6), r.Uint64()&6))
				}
			}
			set = s.Or(set, both)
		}
		again, seen := argset.None, argset.None
		for _, p := range s.Divide(set, 0) {
			if s.And(seen, p.Values) != argset.None {
				t.Fatal("parts with a value in common")
			}
			seen = s.Or(seen, p.Values)
			again = s.Or(again, s.And(cubes(t, s, p.Values, 0), cubes(t, s, p.Rest, 1)))
		}
		if again != set || seen != argset.All {
			t.Fatal("the parts are not the set")
		}
	}
}

// cubes returns the union of the cubes of a set.
func cubes(t *testing.T, s *argset.Space, a argset.Set, arg int) argset.Set {
	t.Helper()
	list, ok := s.Cubes(a, 1000)
	if !ok {
		t.Fatal("more than 1000 cubes")
	}
	union := argset.None
	for _, c := range list {
		one := s.Equal(s.Argument(arg, 64).And(c.Mask), c.Value)
		if s.And(union, one) != argset.None {
			t.Fatal("cubes with a value in common")
		}
		union = s.Or(union, one)
	}
	return union
}

// TestCubesLimit counts the cubes of x != 0: one per bit.
func TestCubesLimit(t *testing.T) {
	s := argset.NewSpace()
	set := s.Not(s.Equal(s.Argument(2, 64), 0))
	for most, want := range map[int]bool{63: false, 64: true} {
		if _, ok := s.Cubes(set, most); ok != want {
			t.Errorf("at most %d: %v", most, ok)
		}
	}
}
