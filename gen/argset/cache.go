package argset

// cache remembers the results of an operation on a set and something else. A new
// result replaces an old one, which is then computed again if need be.
type cache struct {
	results []result
	// shift leaves as many bits of a hash as number the results.
	shift uint
}

// result is the result of two operands, of which the first is never None.
type result struct {
	a, b, set Set
}

// A cache has 1<<minCacheBits results at first and 1<<maxCacheBits, 48 MB, at most.
const (
	minCacheBits = 14
	maxCacheBits = 22
)

func newCache() cache {
	return cache{make([]result, 1<<minCacheBits), 32 - minCacheBits}
}

// place returns where the result of two operands is kept.
func (c *cache) place(a, b Set) *result {
	// Two odd numbers spread neighbours (Knuth, TAOCP 3, 6.4).
	return &c.results[(uint32(a)*0x9e3779b1^uint32(b)*0x85ebca6b)>>c.shift]
}

func (c *cache) get(a, b Set) (set Set, ok bool) {
	r := c.place(a, b)
	return r.set, r.a == a && r.b == b
}

func (c *cache) put(a, b, set Set) { *c.place(a, b) = result{a, b, set} }

// grow makes room for more results. A cache much smaller than the space forgets
// results within one operation, and the work then grows without bound.
func (c *cache) grow() {
	if 32-c.shift == maxCacheBits {
		return
	}
	old := c.results
	c.results = make([]result, 2*len(old))
	c.shift--
	for _, r := range old {
		if r.a != None {
			c.put(r.a, r.b, r.set)
		}
	}
}
