package export

import (
	"maps"
	"math/bits"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
)

// maxRules limits the rules of a syscall. Package oci reads no more.
const maxRules = 1000

// cover writes sets of arguments as rules for registers of a width.
type cover struct {
	*argset.Space
	width int
	// overlap lets the rules of one action share arguments, where these are fewer rules.
	overlap bool
}

// rules returns rules for disjoint sets of arguments, each with an action. Every set is the
// union of the arguments of its rules: at most one test for each argument. Without overlap no
// two rules share arguments. If the sets depend on an argument, all rules test it before later
// ones: libseccomp 2.5 loses rules otherwise. And it never returns for some rules with another
// test than of bits before their last one. ok is false if there are more than maxRules. No
// argument before arg may matter to the sets.
func (c cover) rules(sets map[uint32]argset.Set, arg int) (list []oci.Entry, ok bool) {
	if !slices.ContainsFunc(slices.Collect(maps.Values(sets)), func(set argset.Set) bool { return set > argset.All }) {
		for value, set := range sets {
			if set == argset.All {
				list = append(list, oci.Entry{Action: value})
			}
		}
		return list, true
	}
	parts := c.divide(sets, arg)
	for _, p := range parts {
		rest, ok := c.rules(p.rest, arg+1)
		if !ok {
			return nil, false
		}
		if len(rest) == 0 {
			continue
		}
		tests := c.tests
		if slices.ContainsFunc(rest, func(e oci.Entry) bool { return len(e.When) > 0 }) {
			tests = c.bits
		}
		first, ok := tests(p.values, arg)
		if wider, fewer := tests(c.wider(p, parts), arg); c.overlap && fewer && (!ok || len(wider) < len(first)) {
			first, ok = wider, true
		}
		if !ok || len(list)+len(first)*len(rest) > maxRules {
			return nil, false
		}
		for _, x := range first {
			for _, r := range rest {
				r.When = slices.Concat(x, r.When)
				list = append(list, r)
			}
		}
	}
	return list, true
}

// part holds values of an argument with what they leave of each set.
type part struct {
	values argset.Set
	rest   map[uint32]argset.Set
}

// wider returns the values of a part, with those of other parts that leave more.
func (c cover) wider(p part, parts []part) argset.Set {
	values := p.values
	for _, other := range parts {
		more := true
		for value, rest := range p.rest {
			more = more && c.Minus(rest, other.rest[value]) == argset.None
		}
		if more {
			values = c.Or(values, other.values)
		}
	}
	return values
}

// divide divides sets by the values of an argument.
func (c cover) divide(sets map[uint32]argset.Set, arg int) []part {
	parts := []part{{argset.All, nil}}
	for _, value := range slices.Sorted(maps.Keys(sets)) {
		var finer []part
		for _, p := range parts {
			for _, x := range c.Divide(sets[value], arg) {
				if both := c.And(p.values, x.Values); both != argset.None {
					rest := maps.Clone(p.rest)
					if rest == nil {
						rest = make(map[uint32]argset.Set)
					}
					rest[value] = x.Rest
					finer = append(finer, part{both, rest})
				}
			}
		}
		parts = finer
	}
	return parts
}

// tests returns the values of an argument as a union of tests. An empty list of tests is for
// all values.
func (c cover) tests(values argset.Set, arg int) (list [][]document.Test, ok bool) {
	if values == argset.All {
		return c.bits(values, arg)
	}
	if t, ok := c.single(values, arg); ok {
		return [][]document.Test{{t}}, true
	}
	masks, whole := c.masks(values, values, arg)
	ends, ok := c.ends(values, arg)
	if whole && (!ok || len(masks) <= len(ends)) {
		return masks, true
	}
	return ends, ok
}

// bits is tests without comparisons other than of bits.
func (c cover) bits(values argset.Set, arg int) (list [][]document.Test, ok bool) {
	if values == argset.All {
		return [][]document.Test{nil}, true
	}
	return c.masks(values, values, arg)
}

// register returns an argument.
func (c cover) register(arg int) argset.Value { return c.Argument(arg, c.width) }

// single returns one comparison of the whole register with these values.
func (c cover) single(values argset.Set, arg int) (t document.Test, ok bool) {
	least, missing := c.Example(values)[arg], c.Example(c.Not(values))[arg]
	x := c.register(arg)
	switch values {
	case c.Equal(x, least):
		return document.Test{Arg: arg, Op: document.Equal, Value: least}, true
	case c.Not(c.Equal(x, missing)):
		return document.Test{Arg: arg, Op: document.NotEqual, Value: missing}, true
	case c.AtLeast(x, least):
		return document.Test{Arg: arg, Op: document.GreaterOrEqual, Value: least}, true
	case c.Not(c.AtLeast(x, missing)):
		return document.Test{Arg: arg, Op: document.Less, Value: missing}, true
	}
	return t, false
}

// masks returns values as comparisons of bits under masks. With overlap these may have others
// of most.
func (c cover) masks(values, most argset.Set, arg int) (list [][]document.Test, ok bool) {
	if c.overlap {
		products, ok := c.Products(values, most, maxRules)
		for _, p := range products {
			list = append(list, []document.Test{c.masked(arg, p[arg])})
		}
		return list, ok
	}
	cubes, ok := c.Cubes(values, maxRules)
	for _, x := range cubes {
		list = append(list, []document.Test{c.masked(arg, x)})
	}
	return list, ok
}

// masked returns the test for a cube.
func (c cover) masked(arg int, x argset.Cube) document.Test {
	if bits.OnesCount64(x.Mask) == c.width {
		return document.Test{Arg: arg, Op: document.Equal, Value: x.Value}
	}
	return document.Test{Arg: arg, Op: document.Masked, Mask: x.Mask, Value: x.Value}
}

// maxProducts limits the work of products: there are other ways to find rules.
const maxProducts = 2_000_000

// products returns rules that compare bits under masks alone. Those of one action may share
// arguments.
func (c cover) products(sets map[uint32]argset.Set) (list []oci.Entry, ok bool) {
	finished := c.Within(min(maxProducts, c.Left()), func() {
		for _, value := range slices.Sorted(maps.Keys(sets)) {
			var more []argset.Product
			if more, ok = c.Products(sets[value], sets[value], maxRules-len(list)); !ok {
				return
			}
			for _, p := range more {
				list = append(list, oci.Entry{Action: value, When: c.compared(p)})
			}
		}
	})
	return list, ok && finished
}

// compared returns the tests of a product.
func (c cover) compared(p argset.Product) (tests []document.Test) {
	for arg, x := range p {
		if x.Mask != 0 {
			tests = append(tests, c.masked(arg, x))
		}
	}
	return tests
}

// separate returns the rules of each action by itself.
func (c cover) separate(sets map[uint32]argset.Set) (list []oci.Entry, ok bool) {
	for _, value := range slices.Sorted(maps.Keys(sets)) {
		more, ok := c.rules(map[uint32]argset.Set{value: sets[value]}, 0)
		if list = append(list, more...); !ok || len(list) > maxRules {
			return nil, false
		}
	}
	return list, true
}

// ends returns values as masks, except for the intervals with the least and the greatest of
// all values.
func (c cover) ends(values argset.Set, arg int) (list [][]document.Test, ok bool) {
	all, x, missing := values, c.register(arg), c.Not(values)
	least, greatest := c.Example(missing)[arg], c.greatest(missing, arg)
	if least > 0 {
		list = append(list, []document.Test{{Arg: arg, Op: document.Less, Value: least}})
		values = c.And(values, c.AtLeast(x, least))
	}
	if greatest < 1<<c.width-1 {
		list = append(list, []document.Test{{Arg: arg, Op: document.Greater, Value: greatest}})
		values = c.Minus(values, c.AtLeast(x, greatest+1))
	}
	rest, ok := c.masks(values, all, arg)
	return append(list, rest...), ok
}

// greatest returns the greatest value of an argument in a set. It is not None.
func (c cover) greatest(set argset.Set, arg int) (value uint64) {
	for bit := c.width - 1; bit >= 0; bit-- {
		if with := c.And(set, c.Bit(arg, bit)); with != argset.None {
			set, value = with, value|1<<bit
		}
	}
	return value
}
