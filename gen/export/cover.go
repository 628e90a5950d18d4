package export

import (
	"math/bits"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
)

// maxRules limits the rules of a syscall. Package oci reads no more.
const maxRules = 1000

// cover writes sets of arguments as rules for registers of a width.
type cover struct {
	*argset.Space
	width int
}

// rules returns lists of tests, at most one for each argument: a set is the union of their
// arguments. ok is false if there are more than maxRules. No argument before arg may matter
// to the set.
func (c cover) rules(set argset.Set, arg int) (list [][]document.Test, ok bool) {
	switch set {
	case argset.None:
		return nil, true
	case argset.All:
		return [][]document.Test{nil}, true
	}
	parts := c.Divide(set, arg)
	for _, p := range parts {
		if p.Rest == argset.None {
			continue
		}
		first, ok := c.tests(p.Values, arg)
		if wider, fewer := c.tests(c.wider(p, parts), arg); fewer && (!ok || len(wider) < len(first)) {
			first, ok = wider, true
		}
		if !ok {
			return nil, false
		}
		rest, ok := c.rules(p.Rest, arg+1)
		if !ok || len(list)+len(first)*len(rest) > maxRules {
			return nil, false
		}
		for _, x := range first {
			for _, y := range rest {
				list = append(list, append(x[:len(x):len(x)], y...))
			}
		}
	}
	return list, true
}

// wider returns the values of a part, with those of other parts that leave more. Fewer tests
// may describe them.
func (c cover) wider(p argset.Part, parts []argset.Part) argset.Set {
	values := p.Values
	for _, other := range parts {
		if c.Minus(p.Rest, other.Rest) == argset.None {
			values = c.Or(values, other.Values)
		}
	}
	return values
}

// tests returns the values of an argument as a union of tests. An empty list of tests is for
// all values.
func (c cover) tests(values argset.Set, arg int) (list [][]document.Test, ok bool) {
	if values == argset.All {
		return [][]document.Test{nil}, true
	}
	if t, ok := c.single(values, arg); ok {
		return [][]document.Test{{t}}, true
	}
	masks, whole := c.masks(values, arg)
	ends, ok := c.ends(values, arg)
	if whole && (!ok || len(masks) <= len(ends)) {
		return masks, true
	}
	return ends, ok
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

// masks returns values as comparisons of bits under masks.
func (c cover) masks(values argset.Set, arg int) (list [][]document.Test, ok bool) {
	cubes, ok := c.Cubes(values, maxRules)
	for _, x := range cubes {
		t := document.Test{Arg: arg, Op: document.Masked, Mask: x.Mask, Value: x.Value}
		if bits.OnesCount64(x.Mask) == c.width {
			t = document.Test{Arg: arg, Op: document.Equal, Value: x.Value}
		}
		list = append(list, []document.Test{t})
	}
	return list, ok
}

// ends returns values as masks, except for the intervals with the least and the greatest of
// all values.
func (c cover) ends(values argset.Set, arg int) (list [][]document.Test, ok bool) {
	x, missing := c.register(arg), c.Not(values)
	least, greatest := c.Example(missing)[arg], c.greatest(missing, arg)
	if least > 0 {
		list = append(list, []document.Test{{Arg: arg, Op: document.Less, Value: least}})
		values = c.And(values, c.AtLeast(x, least))
	}
	if greatest < 1<<c.width-1 {
		list = append(list, []document.Test{{Arg: arg, Op: document.Greater, Value: greatest}})
		values = c.Minus(values, c.AtLeast(x, greatest+1))
	}
	rest, ok := c.masks(values, arg)
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
