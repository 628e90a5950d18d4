package condition

import (
	"go/ast"
	"go/constant"
	"go/token"
)

// binary evaluates a binary operation.
func (b *binder) binary(e *ast.BinaryExpr) operand {
	x, y := b.operand(e.X), b.operand(e.Y)
	switch {
	case x.kind == wrong || y.kind == wrong:
		return operand{}
	case e.Op == token.LAND || e.Op == token.LOR:
		return b.join(e, x, y)
	case x.kind == number && y.kind == number:
		return b.constants(e, x, y)
	case x.kind == term && y.kind == number:
		return b.apply(e, e.Op, x, y)
	case x.kind == number && y.kind == term && (e.Op == token.SHL || e.Op == token.SHR):
		return b.fail(e, "put the argument on the left", "%s %s %s", x.number, e.Op, describe(y))
	case x.kind == number && y.kind == term && e.Op == token.AND_NOT && (y.named || !y.signed):
		y.value = b.space.Xor(y.value, ^uint64(0))
		return b.apply(e, token.AND, y, x)
	case x.kind == number && y.kind == term:
		return b.apply(e, mirrored(e.Op), y, x)
	}
	return b.fail(e, "use one argument and one constant", "%s between %s and %s", e.Op, describe(x), describe(y))
}

// mirrored returns the operator for exchanged operands. Only the order comparisons
// change.
func mirrored(op token.Token) token.Token {
	switch op {
	case token.LSS:
		return token.GTR
	case token.LEQ:
		return token.GEQ
	case token.GTR:
		return token.LSS
	case token.GEQ:
		return token.LEQ
	}
	return op
}

// join evaluates && or || of two conditions.
func (b *binder) join(e *ast.BinaryExpr, x, y operand) operand {
	if x.kind != truth || y.kind != truth {
		return b.fail(e, "use a condition on both sides", "%s between %s and %s", e.Op, describe(x), describe(y))
	}
	x.meaning.Tests = append(x.meaning.Tests, y.meaning.Tests...)
	x.meaning.Equal = append(x.meaning.Equal, y.meaning.Equal...)
	x.meaning.Unequal = append(x.meaning.Unequal, y.meaning.Unequal...)
	if e.Op == token.LAND {
		x.meaning.Holds = b.space.And(x.meaning.Holds, y.meaning.Holds)
	} else {
		x.meaning.Holds = b.space.Or(x.meaning.Holds, y.meaning.Holds)
	}
	return x
}

// maxShift limits shift counts.
const maxShift = 512

// constants evaluates an operation on two constants.
func (b *binder) constants(e *ast.BinaryExpr, x, y operand) operand {
	switch e.Op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return b.always(constant.Compare(x.number, e.Op, y.number))
	case token.SHL, token.SHR:
		n, ok := constant.Uint64Val(y.number)
		if !ok || n > maxShift {
			return b.fail(e.Y, "use 0 to 512", "shift by %s", y.number)
		}
		x.number = constant.Shift(x.number, e.Op, uint(n))
	case token.QUO, token.REM:
		if constant.Sign(y.number) == 0 {
			return b.fail(e.Y, "", "division by zero")
		}
		x.number = quotient(e.Op, x.number, y.number)
	case token.ADD, token.SUB, token.MUL, token.AND, token.OR, token.XOR, token.AND_NOT:
		x.number = constant.BinaryOp(x.number, e.Op, y.number)
	default:
		return b.fail(e, "", "%s between %s and %s", e.Op, x.number, y.number)
	}
	return b.bounded(e, x.number)
}

// quotient returns an integer quotient or remainder. It avoids the divisor -1: package
// constant uses int64 where it can, and -1<<63 / -1 overflows there.
func quotient(op token.Token, x, y constant.Value) constant.Value {
	if constant.Compare(y, token.EQL, constant.MakeInt64(-1)) {
		x, y = constant.UnaryOp(token.SUB, x, 0), constant.MakeInt64(1)
	}
	if op == token.QUO {
		op = token.QUO_ASSIGN // of integers, in package constant
	}
	return constant.BinaryOp(x, op, y)
}

// apply evaluates an operation on a term and a constant.
func (b *binder) apply(e *ast.BinaryExpr, op token.Token, x, y operand) operand {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return b.compare(e, op, x, y)
	case token.AND, token.OR, token.XOR, token.AND_NOT, token.SHL, token.SHR:
	default:
		return b.fail(e, "use & | ^ &^ << >> with a constant, or a comparison", "%s of an argument", op)
	}
	shifts := op == token.SHL || op == token.SHR
	switch {
	case x.signed && !x.named:
		return b.fail(e, "convert to a signed type last, just before the comparison", "%s of %s", op, describe(x))
	case x.signed && shifts:
		return b.fail(e, "mask its bits first, as in ("+x.name+" & 0xff00) >> 8", "%s of %s", op, describe(x))
	case shifts:
		return b.shift(e, op, x, y)
	}
	k, ok := b.fit(e, x, y, x.named)
	if !ok {
		return operand{}
	}
	x.signed, x.whole = false, false
	switch op {
	case token.AND:
		x.value = x.value.And(k)
	case token.AND_NOT:
		x.value = x.value.And(^k)
	case token.XOR:
		x.value = b.space.Xor(x.value, k)
	case token.OR:
		x.value = b.space.Xor(x.value.And(^k), k)
	}
	return x
}

// shift shifts an unsigned term.
func (b *binder) shift(e *ast.BinaryExpr, op token.Token, x, y operand) operand {
	n, ok := constant.Uint64Val(y.number)
	if !ok || n > maxShift {
		return b.fail(e.Y, "use 0 to 512", "shift by %s", y.number)
	}
	by := int(n)
	if op == token.SHR {
		by = -by
	}
	x.value, x.whole = x.value.Shift(by), false
	return x
}

// fit returns the bits of constant y, converted to the type of term x. If either is set,
// y may be a number with or without a sign: the bits of both are the same.
func (b *binder) fit(e *ast.BinaryExpr, x, y operand, either bool) (bits uint64, ok bool) {
	width := uint(len(x.value))
	lowest, limit := constant.MakeInt64(0), power(width)
	if x.signed || either {
		lowest = constant.UnaryOp(token.SUB, power(width-1), 0)
	}
	if x.signed && !either {
		limit = power(width - 1)
	}
	negative := constant.Sign(y.number) < 0
	switch {
	case negative && constant.Sign(lowest) == 0:
		b.negative(e, x, y)
		return 0, false
	case constant.Compare(y.number, token.LSS, lowest), constant.Compare(y.number, token.GEQ, limit):
		b.tooWide(e, x, y, x.signed && !either)
		return 0, false
	}
	if negative {
		n, _ := constant.Int64Val(y.number)
		return uint64(n) & (1<<width - 1), true
	}
	n, _ := constant.Uint64Val(y.number)
	return n, true
}

// power returns 1<<n.
func power(n uint) constant.Value { return constant.Shift(constant.MakeInt64(1), token.SHL, n) }

// negative reports a negative constant y beside an unsigned term x.
func (b *binder) negative(e *ast.BinaryExpr, x, y operand) {
	switch {
	case x.named && x.whole:
		b.fail(e, "only == and != accept a negative number there", "%s is negative and %s has no sign", y.number, x.name)
	case x.named:
		b.fail(e, "write the bits as a positive number", "%s is negative and bits of %s have no sign", y.number, x.name)
	default:
		b.fail(e, "convert the argument with int32() or int(), or use &^ for a mask", "%s is negative and the argument is unsigned", y.number)
	}
}

// tooWide reports a constant y outside the range of term x.
func (b *binder) tooWide(e *ast.BinaryExpr, x, y operand, signed bool) {
	sign := map[bool]string{true: " with a sign"}[signed]
	if x.named {
		b.fail(e, "", "%s does not fit %s: %d bits%s", y.number, x.name, len(x.value), sign)
		return
	}
	b.fail(e, "", "%s does not fit %d bits%s", y.number, len(x.value), sign)
}
