package argset

// Word is one half of an argument: the unit of a filter's load.
type Word struct {
	Arg  int
	High bool
}

// wordBits is the number of bits of a word.
const wordBits = 32

// word returns the word of a bit.
func word(bit int32) Word {
	return Word{Arg: int(bit / bitsEach), High: bit%bitsEach < wordBits}
}

// Forget returns the members of a with every value in word w: it removes the dependence
// on w.
func (s *Space) Forget(a Set, w Word) Set {
	if a <= All {
		return a
	}
	index := Set(2 * w.Arg)
	if w.High {
		index++
	}
	s.Work(1)
	if set, ok := s.forgets.get(a, index); ok {
		return set
	}
	n := s.nodes[a]
	no, yes := s.Forget(n.no, w), s.Forget(n.yes, w)
	set := s.Or(no, yes)
	if word(n.bit) != w {
		set = s.make(n.bit, no, yes)
	}
	s.forgets.put(a, index, set)
	return set
}
