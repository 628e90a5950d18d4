package argset

// A set can also depend on the architecture and the number of a syscall. Their 64 bits come
// before those of the arguments and have negative places. Fix removes the dependence, and
// Numbers divides the numbers. Contains, Example and Bits are for sets without it.
const (
	archBit   = -2 * wordBits
	numberBit = -wordBits
)

// Architecture returns the audit value of a syscall: 32 bits.
func (s *Space) Architecture() Value { return s.field(archBit) }

// Number returns the number of a syscall: 32 bits.
func (s *Space) Number() Value { return s.field(numberBit) }

// field returns the value of the word with its highest bit at a place.
func (s *Space) field(highest int32) Value {
	v := make(Value, wordBits)
	for i := range v {
		v[i] = s.make(highest+wordBits-1-int32(i), None, All)
	}
	return v
}

// Fix returns the syscalls of a on one architecture. The set no longer depends on it.
func (s *Space) Fix(a Set, architecture uint32) Set {
	for a > All && s.nodes[a].bit < numberBit {
		a = s.half(a, s.nodes[a].bit, architecture>>(numberBit-1-s.nodes[a].bit)&1 != 0)
	}
	return a
}

// half returns the members of a with a bit clear or set. No earlier bit matters to a.
func (s *Space) half(a Set, bit int32, set bool) Set {
	switch n := s.nodes[a]; {
	case a <= All || n.bit > bit:
		return a
	case set:
		return n.yes
	default:
		return n.no
	}
}

// Numbers divides the numbers into runs, ascending. It calls yield with each run and the
// members of every set with these numbers. No set may depend on the architecture.
// Neighbouring runs can have equal members.
func (s *Space) Numbers(sets []Set, yield func(first, last uint32, members []Set)) {
	s.numbers(sets, numberBit, 0, yield)
}

// numbers is [Space.Numbers] for the numbers with the given bits before a place.
func (s *Space) numbers(sets []Set, bit int32, first uint32, yield func(first, last uint32, members []Set)) {
	s.Work(1 + len(sets))
	depends := false
	for _, a := range sets {
		depends = depends || a > All && s.nodes[a].bit < 0
	}
	if !depends {
		yield(first, first|(1<<-bit-1), sets)
		return
	}
	for _, set := range []bool{false, true} {
		halves := make([]Set, len(sets))
		for i, a := range sets {
			halves[i] = s.half(a, bit, set)
		}
		next := first
		if set {
			next |= 1 << (-bit - 1)
		}
		s.numbers(halves, bit+1, next, yield)
	}
}
