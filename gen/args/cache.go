package args

// cache remembers the results of an operation on a set and something else. A new one
// takes the place of an old one, which is then computed again if need be.
type cache [1 << 14]result

// result is what comes of two operands, of which the first is never None.
type result struct {
	a, b, set Set
}

// place returns where the result of two operands is kept.
func (c *cache) place(a, b Set) *result {
	// Two odd numbers spread neighbours (Knuth, TAOCP 3, 6.4).
	return &c[(uint32(a)*0x9e3779b1^uint32(b)*0x85ebca6b)>>18]
}

func (c *cache) get(a, b Set) (set Set, ok bool) {
	r := c.place(a, b)
	return r.set, r.a == a && r.b == b
}

func (c *cache) put(a, b, set Set) { *c.place(a, b) = result{a, b, set} }
