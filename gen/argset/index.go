package argset

// index maps nodes to sets: a hash table with open addressing. None marks empty places.
type index struct {
	sets  []Set
	shift uint
}

// minIndexBits is the binary logarithm of the initial size.
const minIndexBits = 11

// newIndex returns an empty index.
func newIndex() index {
	return index{make([]Set, 1<<minIndexBits), 32 - minIndexBits}
}

// find returns the place of the set of n, or the empty place for it.
func (x *index) find(n node, nodes []node) *Set {
	hash := (uint32(n.bit)*0x9e3779b1 ^ uint32(n.no)*0x85ebca6b ^ uint32(n.yes)*0xc2b2ae35) * 0x27d4eb2f
	for i := hash >> x.shift; ; i++ {
		place := &x.sets[i%uint32(len(x.sets))]
		if *place == None || nodes[*place] == n {
			return place
		}
	}
}

// full reports whether the index should grow at the given number of nodes.
func (x *index) full(nodes int) bool { return 2*nodes > len(x.sets) }

// grow doubles the places.
func (x *index) grow(nodes []node) {
	x.sets = make([]Set, 2*len(x.sets))
	x.shift--
	for set := All + 1; int(set) < len(nodes); set++ {
		*x.find(nodes[set], nodes) = set
	}
}
