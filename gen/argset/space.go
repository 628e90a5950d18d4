package argset

import (
	"fmt"
	"math"
)

// Set is a set of arguments in a [Space].
type Set int32

// None is the empty set and All the set of all arguments, in every space.
const (
	None Set = 0
	All  Set = 1
)

// The number of arguments and bits.
const (
	count    = 6
	bitsEach = 64
	allBits  = count * bitsEach
)

// node is a set by its first relevant bit: the members without the bit and with it.
type node struct {
	bit     int32
	no, yes Set
}

// Space holds unique sets. A nil Space has only None and All.
type Space struct {
	nodes []node
	index index
	// nots holds the complement of each node, None if it is not known.
	nots []Set
	// ands and forgets cache results of And and Forget.
	ands, forgets cache
	// left is the remaining work.
	left int
}

// NewSpace returns a space with None and All, and unlimited work.
func NewSpace() *Space {
	end := node{bit: allBits}
	return &Space{
		nodes: []node{None: end, All: end}, nots: make([]Set, 2), left: math.MaxInt,
		index: newIndex(), ands: newCache(), forgets: newCache(),
	}
}

// make returns the set with the members of yes for a set bit and of no for a clear bit.
func (s *Space) make(bit int32, no, yes Set) Set {
	if no == yes {
		return no
	}
	s.Work(1)
	n := node{bit, no, yes}
	place := s.index.find(n, s.nodes)
	if *place == None {
		s.Work(workNode)
		*place = Set(len(s.nodes))
		s.nodes, s.nots = append(s.nodes, n), append(s.nots, None)
		if set := *place; s.index.full(len(s.nodes)) {
			s.index.grow(s.nodes)
			s.ands.grow()
			s.forgets.grow()
			return set
		}
	}
	return *place
}

// And returns the intersection of a and b.
func (s *Space) And(a, b Set) Set {
	switch {
	case a == b || b == All:
		return a
	case a == All:
		return b
	case a == None || b == None:
		return None
	case a > b:
		a, b = b, a
	}
	s.Work(1)
	if set, ok := s.ands.get(a, b); ok {
		return set
	}
	x, y := s.nodes[a], s.nodes[b]
	bit := min(x.bit, y.bit)
	if x.bit > bit {
		x.no, x.yes = a, a
	}
	if y.bit > bit {
		y.no, y.yes = b, b
	}
	set := s.make(bit, s.And(x.no, y.no), s.And(x.yes, y.yes))
	s.ands.put(a, b, set)
	return set
}

// Not returns the complement of a.
func (s *Space) Not(a Set) Set {
	if a <= All {
		return All - a
	}
	if s.nots[a] != None {
		return s.nots[a]
	}
	s.Work(1)
	n := s.nodes[a]
	set := s.make(n.bit, s.Not(n.no), s.Not(n.yes))
	s.nots[a], s.nots[set] = set, a
	return set
}

// Or returns the union of a and b.
func (s *Space) Or(a, b Set) Set { return s.Not(s.And(s.Not(a), s.Not(b))) }

// Minus returns the difference of a and b.
func (s *Space) Minus(a, b Set) Set { return s.And(a, s.Not(b)) }

// Bit returns the arguments with the given bit of argument arg set. Bit 0 is the lowest.
func (s *Space) Bit(arg, bit int) Set {
	if arg < 0 || arg >= count || bit < 0 || bit >= bitsEach {
		panic(fmt.Sprintf("argset: bit %d of argument %d", bit, arg))
	}
	return s.make(int32(arg*bitsEach+bitsEach-1-bit), None, All)
}

// Contains reports whether values is a member of a.
func (s *Space) Contains(a Set, values [6]uint64) bool {
	for a > All {
		n := s.nodes[a]
		arg, bit := n.bit/bitsEach, bitsEach-1-n.bit%bitsEach
		if values[arg]>>bit&1 != 0 {
			a = n.yes
		} else {
			a = n.no
		}
	}
	return a == All
}

// Example returns the smallest member of a, compared from arg0 on. a must not be None.
func (s *Space) Example(a Set) [6]uint64 {
	var values [6]uint64
	for a > All {
		n := s.nodes[a]
		a = n.no
		if n.no == None {
			values[n.bit/bitsEach] |= 1 << (bitsEach - 1 - n.bit%bitsEach)
			a = n.yes
		}
	}
	return values
}

// Bits returns for each argument the bits that a depends on.
func (s *Space) Bits(a Set) [6]uint64 {
	var bits [6]uint64
	seen := make(map[Set]bool)
	var visit func(Set)
	visit = func(a Set) {
		if a <= All || seen[a] {
			return
		}
		seen[a] = true
		s.Work(1)
		n := s.nodes[a]
		bits[n.bit/bitsEach] |= 1 << (bitsEach - 1 - n.bit%bitsEach)
		visit(n.no)
		visit(n.yes)
	}
	visit(a)
	return bits
}
