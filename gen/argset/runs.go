package argset

import "encoding/binary"

// Run is an interval of the values of a word, from First to the first value of the next
// run, and the rest of several sets for these values: their members' other words.
type Run struct {
	First uint32
	Rest  []Set
}

// Top returns the first word that some of sets depend on, in the order of the space. ok is
// false if all are None or All.
func (s *Space) Top(sets []Set) (w Word, ok bool) {
	bit := s.top(sets)
	return word(bit), bit < allBits
}

// wordValues walks the values of the top word of several sets.
type wordValues struct {
	*Space
	// start is the place of the word's highest bit, mask the bits of a value.
	start int32
	mask  uint32
	runs  []Run
	// limit bounds the runs, and pieces the intervals before neighbours join.
	limit, pieces int
}

// WordRuns returns the runs of the values of w under mask, neighbours with different rests. w
// must be the top word of sets. ok is false if there are more than limit runs, or if sets
// depend on other bits of w.
func (s *Space) WordRuns(sets []Set, w Word, mask uint32, limit int) (runs []Run, ok bool) {
	v := wordValues{Space: s, start: w.start(), mask: mask, limit: limit, pieces: wordBits * 2 * limit}
	if !v.walk(sets, 0, 0) {
		return nil, false
	}
	return v.runs, true
}

// start returns the place of the highest bit of w.
func (w Word) start() int32 {
	start := int32(w.Arg * bitsEach)
	if !w.High {
		start += wordBits
	}
	return start
}

// walk adds the runs of the values with the first bits of value, from bit on.
func (v *wordValues) walk(sets []Set, bit int32, value uint32) bool {
	v.Work(1)
	if v.pieces--; v.pieces < 0 {
		return false
	}
	top := v.top(sets)
	if top >= v.start+wordBits {
		return v.add(Run{value, sets})
	}
	for bit < wordBits && v.mask<<bit>>(wordBits-1) == 0 {
		bit++
	}
	if top < v.start+bit {
		return false
	}
	no, yes := v.divide(sets, v.start+bit)
	return v.walk(no, bit+1, value) && v.walk(yes, bit+1, value|1<<(wordBits-1-bit))
}

// top returns the first bit that some of sets depend on.
func (s *Space) top(sets []Set) int32 {
	bit := int32(allBits)
	for _, set := range sets {
		bit = min(bit, s.nodes[set].bit)
	}
	return bit
}

// divide returns the rests of sets for both values of a bit, their first or an earlier one.
func (s *Space) divide(sets []Set, bit int32) (no, yes []Set) {
	no, yes = make([]Set, len(sets)), make([]Set, len(sets))
	for i, set := range sets {
		no[i], yes[i] = set, set
		if n := s.nodes[set]; n.bit == bit {
			no[i], yes[i] = n.no, n.yes
		}
	}
	return no, yes
}

// add appends a run, or joins it with the last one.
func (v *wordValues) add(r Run) bool {
	if n := len(v.runs); n > 0 && key(v.runs[n-1].Rest) == key(r.Rest) {
		return true
	}
	v.runs = append(v.runs, r)
	return len(v.runs) <= v.limit
}

// key returns sets as the key of a map.
func key(sets []Set) string {
	var out []byte
	for _, set := range sets {
		out = binary.LittleEndian.AppendUint32(out, uint32(set))
	}
	return string(out)
}

// WordBits returns the bits of w that a depends on. Words before w in the order of the space
// must not matter.
func (s *Space) WordBits(a Set, w Word) uint32 {
	var bits uint32
	seen := make(map[Set]bool)
	var visit func(a Set)
	visit = func(a Set) {
		n := s.nodes[a]
		if n.bit >= w.start()+wordBits || seen[a] {
			return
		}
		seen[a] = true
		s.Work(1)
		bits |= 1 << (wordBits - 1 - (n.bit - w.start()))
		visit(n.no)
		visit(n.yes)
	}
	visit(a)
	return bits
}

// Class is a set of values of a word with the same rest of several sets.
type Class struct {
	Values Set
	Rest   []Set
}

// Classes returns the classes of the values of w, in the order of their least values. w
// must be the top word of sets. ok is false if there are more than limit.
func (s *Space) Classes(sets []Set, w Word, limit int) (classes []Class, ok bool) {
	end := w.start() + wordBits
	seen := make(map[string]bool)
	var collect func(sets []Set) bool
	collect = func(sets []Set) bool {
		k := key(sets)
		if seen[k] {
			return true
		}
		s.Work(1)
		seen[k] = true
		top := s.top(sets)
		if top >= end {
			classes = append(classes, Class{Rest: sets})
			return len(classes) <= limit
		}
		no, yes := s.divide(sets, top)
		return collect(no) && collect(yes)
	}
	if !collect(sets) {
		return nil, false
	}
	for i, c := range classes {
		classes[i].Values = s.valuesOf(sets, key(c.Rest), end, make(map[string]Set))
	}
	return classes, true
}

// valuesOf returns the values of a word with rest as the rest of sets. end is the place
// after the word's bits.
func (s *Space) valuesOf(sets []Set, rest string, end int32, known map[string]Set) Set {
	k := key(sets)
	if set, ok := known[k]; ok {
		return set
	}
	s.Work(1)
	set, top := None, s.top(sets)
	switch {
	case k == rest:
		set = All
	case top < end:
		no, yes := s.divide(sets, top)
		set = s.make(top, s.valuesOf(no, rest, end, known), s.valuesOf(yes, rest, end, known))
	}
	known[k] = set
	return set
}

// Move returns a with its words exchanged: the values of word w of a's members are those of
// word to[w]. Words without an entry must not matter.
func (s *Space) Move(a Set, to map[Word]Word) Set {
	known := map[Set]Set{None: None, All: All}
	var move func(a Set) Set
	move = func(a Set) Set {
		if moved, ok := known[a]; ok {
			return moved
		}
		s.Work(1)
		n := s.nodes[a]
		w := word(n.bit)
		no, yes := move(n.no), move(n.yes)
		bit := to[w].start() + n.bit - w.start()
		moved := None
		if bit < min(s.nodes[no].bit, s.nodes[yes].bit) {
			moved = s.make(bit, no, yes)
		} else {
			set := s.make(bit, None, All)
			moved = s.Or(s.And(set, yes), s.Minus(no, set))
		}
		known[a] = moved
		return moved
	}
	return move(a)
}
