package argset_test

import (
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// TestProducts covers random sets by products. Without any of them they lack members.
func TestProducts(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	s := argset.NewSpace()
	for range 200 {
		least, _ := expression(r, s, 4)
		more, _ := expression(r, s, 3)
		most := s.Or(least, more)
		list, ok := s.Products(least, most, 1000)
		if !ok {
			t.Fatal("more than 1000 products")
		}
		for left := range len(list) + 1 {
			union := argset.None
			for i, p := range list {
				if i != left {
					union = s.Or(union, members(s, p))
				}
			}
			if complete := s.Minus(least, union) == argset.None; complete != (left == len(list)) {
				t.Fatalf("without product %d of %d: %v", left, len(list), complete)
			}
			if s.Minus(union, most) != argset.None {
				t.Fatal("a member beyond most")
			}
		}
	}
}

// members returns the members of a product.
func members(s *argset.Space, p argset.Product) argset.Set {
	all := argset.All
	for arg, c := range p {
		all = s.And(all, s.Equal(s.Argument(arg, 64).And(c.Mask), c.Value))
	}
	return all
}

// TestProductsLimit counts the products of x != 0 && y != 0: one for each pair of bits.
func TestProductsLimit(t *testing.T) {
	s := argset.NewSpace()
	x, y := s.Equal(s.Argument(0, 8), 0), s.Equal(s.Argument(1, 4), 0)
	set := s.And(s.Not(x), s.Not(y))
	for limit, want := range map[int]bool{31: false, 32: true} {
		if list, ok := s.Products(set, set, limit); ok != want {
			t.Errorf("at most %d: %d", limit, len(list))
		}
	}
}
