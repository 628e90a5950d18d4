package argset

// cache holds results of an operation with two operands. A new result replaces an older
// one with the same hash.
type cache struct {
	results []result
	// shift reduces a hash to an index of results.
	shift uint
}

// result is the result for operands a and b. a is None in unused entries only.
type result struct {
	a, b, set Set
}

// A cache starts with 1<<minCacheBits results and grows to 1<<maxCacheBits, 48 MB.
const (
	minCacheBits = 10
	maxCacheBits = 22
)

// newCache returns an empty cache.
func newCache() cache {
	return cache{make([]result, 1<<minCacheBits), 32 - minCacheBits}
}

// place returns the entry for two operands.
func (c *cache) place(a, b Set) *result {
	// Two odd numbers spread neighbours (Knuth, TAOCP 3, 6.4).
	return &c.results[(uint32(a)*0x9e3779b1^uint32(b)*0x85ebca6b)>>c.shift]
}

// get returns the result for two operands. ok is false if it is not cached.
func (c *cache) get(a, b Set) (set Set, ok bool) {
	r := c.place(a, b)
	return r.set, r.a == a && r.b == b
}

// put stores a result.
func (c *cache) put(a, b, set Set) { *c.place(a, b) = result{a, b, set} }

// grow doubles the cache. A cache much smaller than the space loses results within one
// operation, and the work grows without bound.
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
