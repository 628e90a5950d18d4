package argset

// Copier copies sets from one space to another. It only reads the first.
type Copier struct {
	from, to *Space
	copies   map[Set]Set
}

// NewCopier returns a copier. The sets of equal spaces are copied to equal sets.
func NewCopier(from, to *Space) *Copier {
	return &Copier{from, to, make(map[Set]Set)}
}

// To returns the space of the copies.
func (c *Copier) To() *Space { return c.to }

// Copy returns the set with the members of a.
func (c *Copier) Copy(a Set) Set {
	if a <= All {
		return a
	}
	if set, ok := c.copies[a]; ok {
		return set
	}
	n := c.from.nodes[a]
	set := c.to.make(n.bit, c.Copy(n.no), c.Copy(n.yes))
	c.copies[a] = set
	return set
}
