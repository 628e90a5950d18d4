package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// inner runs a resolution of its own, for the operands of an operation. A value that depends
// on itself through an operation has no bound.
func (r *resolver) inner(operation ssa.Value, at place, follow func(*resolver) error) (*Result, error) {
	inner := &resolver{r.World, make(map[followed]bool), append(slices.Clone(r.computing), operation), r.brief, &Result{}}
	if slices.Contains(r.computing, operation) || len(r.computing) >= maxNesting {
		inner.fail(at.pos, "the number is computed in a loop or in many steps")
		return inner.result, nil
	}
	return inner.result, follow(inner)
}

// operand resolves an operand of an operation. ok is false if its values are unknown, and
// the problem is reported.
func (r *resolver) operand(operation, v ssa.Value, at place) (values []Value, ok bool, err error) {
	result, err := r.inner(operation, at, func(inner *resolver) error { return inner.value(v, at) })
	if err != nil {
		return nil, false, err
	}
	r.result.Problems = append(r.result.Problems, result.Problems...)
	return result.Values, len(result.Problems) == 0, nil
}

// convert follows a conversion. One to a type with fewer bits changes the number.
func (r *resolver) convert(v, x ssa.Value, at place) error {
	if !isInteger(x.Type()) || !isInteger(v.Type()) {
		if _, generic := types.Unalias(x.Type()).(*types.TypeParam); !generic {
			return r.fail(at.pos, "the number is converted from %s", x.Type())
		}
		return r.value(x, at)
	}
	if r.sizes.Sizeof(v.Type()) >= r.sizes.Sizeof(x.Type()) && (isUnsigned(x.Type()) || r.sizes.Sizeof(v.Type()) == r.sizes.Sizeof(x.Type())) {
		return r.value(x, at)
	}
	values, _, err := r.operand(v, x, at)
	for _, value := range values {
		r.derive(value, r.wrap(value.Number, v.Type()))
	}
	return err
}

// unary follows an operator with one operand. A load is one too.
func (r *resolver) unary(v *ssa.UnOp, at place) error {
	if v.Op == token.MUL {
		return r.load(v.X, at)
	}
	if v.Op != token.SUB && v.Op != token.XOR || !isInteger(v.Type()) {
		return r.fail(at.pos, "the number is computed")
	}
	values, _, err := r.operand(v, v.X, at)
	for _, value := range values {
		n := -value.Number
		if v.Op == token.XOR {
			n = ^value.Number
		}
		r.derive(value, r.wrap(n, v.Type()))
	}
	return err
}

// binary computes an operator for all pairs of operands.
func (r *resolver) binary(v *ssa.BinOp, at place) error {
	compute := operators[v.Op]
	if compute == nil || !isInteger(v.Type()) {
		return r.fail(at.pos, "the number is computed with %s", v.Op)
	}
	left, okLeft, err := r.operand(v, v.X, at)
	if err != nil {
		return err
	}
	right, okRight, err := r.operand(v, v.Y, at)
	if err != nil || !okLeft || !okRight {
		return err
	}
	if len(left)*len(right) > maxValues {
		return r.fail(at.pos, "the number has more than %d values", maxValues)
	}
	for _, x := range left {
		for _, y := range right {
			r.derive(x, r.wrap(compute(x.Number, y.Number), v.Type()))
		}
	}
	return nil
}

// derive adds a number computed from a value.
func (r *resolver) derive(from Value, n int64) {
	from.Number = n
	r.result.Values = append(r.result.Values, from)
}

// operators computes with the low 64 bits of integers.
var operators = map[token.Token]func(x, y int64) int64{
	token.ADD:     func(x, y int64) int64 { return x + y },
	token.SUB:     func(x, y int64) int64 { return x - y },
	token.MUL:     func(x, y int64) int64 { return x * y },
	token.AND:     func(x, y int64) int64 { return x & y },
	token.OR:      func(x, y int64) int64 { return x | y },
	token.XOR:     func(x, y int64) int64 { return x ^ y },
	token.AND_NOT: func(x, y int64) int64 { return x &^ y },
	token.SHL:     func(x, y int64) int64 { return x << uint64(y) },
}

// wrap reduces n to the bits of an integer type.
func (r *resolver) wrap(n int64, t types.Type) int64 {
	unused := uint(64 - 8*r.sizes.Sizeof(t))
	if isUnsigned(t) {
		return int64(uint64(n) << unused >> unused)
	}
	return n << unused >> unused
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

func isUnsigned(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsUnsigned != 0
}
