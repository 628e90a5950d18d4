package argset

import (
	"cmp"
	"slices"
)

// Part is what some values of an argument leave of a set.
type Part struct {
	// Values holds the values. It depends on this argument alone.
	Values Set
	// Rest depends on later arguments alone.
	Rest Set
}

// Divide divides a set by the values of an argument, ascending by their smallest. No earlier
// argument may matter to the set.
func (s *Space) Divide(a Set, arg int) []Part {
	values := s.values(a, int32(arg*bitsEach+bitsEach), make(map[Set]map[Set]Set))
	var parts []Part
	for rest, v := range values {
		parts = append(parts, Part{v, rest})
	}
	// The values are disjoint, so no two parts have the same smallest one.
	slices.SortFunc(parts, func(x, y Part) int {
		return cmp.Compare(s.Example(x.Values)[arg], s.Example(y.Values)[arg])
	})
	return parts
}

// values returns the values before a bit by what they leave of a.
func (s *Space) values(a Set, end int32, seen map[Set]map[Set]Set) map[Set]Set {
	n := s.nodes[a]
	if n.bit >= end {
		return map[Set]Set{a: All}
	}
	if seen[a] == nil {
		values := make(map[Set]Set)
		for rest, v := range s.values(n.no, end, seen) {
			values[rest] = s.make(n.bit, v, None)
		}
		for rest, v := range s.values(n.yes, end, seen) {
			values[rest] = s.Or(values[rest], s.make(n.bit, None, v))
		}
		s.Work(len(values))
		seen[a] = values
	}
	return seen[a]
}

// Cube holds the values x of an argument with x&Mask == Value.
type Cube struct{ Mask, Value uint64 }

// Cubes returns disjoint cubes for a set that depends on one argument alone, ascending. ok is
// false if there are more than most.
func (s *Space) Cubes(a Set, most int) (list []Cube, ok bool) {
	var add func(a Set, c Cube) bool
	add = func(a Set, c Cube) bool {
		if a <= All {
			if a == All {
				list = append(list, c)
			}
			return len(list) <= most
		}
		s.Work(1)
		n := s.nodes[a]
		bit := uint64(1) << (bitsEach - 1 - n.bit%bitsEach)
		return add(n.no, Cube{c.Mask | bit, c.Value}) && add(n.yes, Cube{c.Mask | bit, c.Value | bit})
	}
	ok = add(a, Cube{})
	return list, ok
}
