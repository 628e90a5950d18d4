package argset

// Product holds the members with a value in the cube of each argument.
type Product [count]Cube

// Products returns products whose union holds the members of least, and others of most alone.
// The union of fewer of them does not (Minato and Morreale, Fast generation of irredundant
// sum-of-products forms from BDDs, 1992). They may share members. ok is false if there are more
// than limit.
func (s *Space) Products(least, most Set, limit int) (list []Product, ok bool) {
	p := &products{Space: s, found: make(map[[2]Set]*sum), limit: limit}
	all := p.sum(least, most)
	if p.over {
		return nil, false
	}
	p.list(all, Product{}, &list)
	return list, true
}

// products finds products, and holds the sums found so far.
type products struct {
	*Space
	found map[[2]Set]*sum
	// over is set by a sum of more products than limit. No sum counts then.
	limit int
	over  bool
}

// sum is a union of products by the first bit that they depend on: those without it, with it,
// and with either.
type sum struct {
	bit             int32
	no, yes, either *sum
	set             Set
	count           int
}

// sum returns products that cover least within most.
func (p *products) sum(least, most Set) *sum {
	switch {
	case least == None || p.over:
		return &sum{bit: allBits}
	case most == All:
		return &sum{bit: allBits, set: All, count: 1}
	case p.found[[2]Set{least, most}] != nil:
		return p.found[[2]Set{least, most}]
	}
	p.Work(workNode)
	bit := p.top([]Set{least, most})
	no, yes := p.divide([]Set{least, most}, bit)
	out := &sum{bit: bit}
	out.no = p.sum(p.Minus(no[0], yes[1]), no[1])
	out.yes = p.sum(p.Minus(yes[0], no[1]), yes[1])
	rest := p.Or(p.Minus(no[0], out.no.set), p.Minus(yes[0], out.yes.set))
	out.either = p.sum(rest, p.And(no[1], yes[1]))
	out.set = p.Or(p.make(bit, out.no.set, out.yes.set), out.either.set)
	out.count = out.no.count + out.yes.count + out.either.count
	p.over = p.over || out.count > p.limit
	p.found[[2]Set{least, most}] = out
	return out
}

// list appends the products of a sum. before holds the bits before it.
func (p *products) list(x *sum, before Product, list *[]Product) {
	if x.bit == allBits {
		if x.count > 0 {
			*list = append(*list, before)
		}
		return
	}
	p.Work(1)
	for i, next := range []*sum{x.no, x.yes, x.either} {
		if next.count == 0 {
			continue
		}
		with := before
		if cube, bit := &with[x.bit/bitsEach], uint64(1)<<(bitsEach-1-x.bit%bitsEach); i < 2 {
			cube.Mask |= bit
			cube.Value |= bit * uint64(i)
		}
		p.list(next, with, list)
	}
}
