package random

import (
	"go/constant"
	"go/token"
	"strconv"
	"strings"
)

// piece is part of an expression, with the precedence of its operator.
type piece struct {
	text  string
	binds int
}

// The precedences of Go, lowest first. An operand has a higher one.
const (
	bindsOr = iota + 1
	bindsAnd
	bindsComparison
	bindsSum
	bindsProduct
	bindsUnary
)

// operator returns x op y with the necessary parentheses, and sometimes with others.
func (d *draft) operator(x piece, op token.Token, y piece) piece {
	binds := op.Precedence()
	right := d.wrap(y, binds+1)
	space := " "
	// Without a space a sign or a complement would join the operator.
	if chance(d.Rand, 20) && !strings.ContainsAny(right[:1], "-+^!") {
		space = ""
	}
	return piece{d.wrap(x, binds) + space + op.String() + space + right, binds}
}

// unary returns op x.
func (d *draft) unary(op token.Token, x piece) piece {
	s := d.wrap(x, bindsUnary)
	if s[0] == '-' || s[0] == '+' {
		// -- and ++ are statements.
		s = "(" + s + ")"
	}
	return piece{op.String() + s, bindsUnary}
}

// wrap adds parentheses to a piece with a precedence lower than least, or by chance.
func (d *draft) wrap(x piece, least int) string {
	if x.binds < least || chance(d.Rand, 6) {
		return "(" + x.text + ")"
	}
	return x.text
}

// integer returns v as a constant.Value.
func integer(v uint64, signed bool) constant.Value {
	if signed {
		return constant.MakeInt64(int64(v))
	}
	return constant.MakeUint64(v)
}

// constant returns an expression with the value v.
func (d *draft) constant(v constant.Value, depth int) piece {
	if depth == 0 || chance(d.Rand, 60) {
		return d.literal(v)
	}
	if constant.Sign(v) < 0 {
		return d.negative(v, depth-1)
	}
	switch d.IntN(4) {
	case 0:
		return d.sum(v, depth-1)
	case 1:
		return d.product(v, depth-1)
	case 2:
		return d.bits(v, depth-1)
	}
	return d.shift(v, depth-1)
}

// literal returns v as a number or a character.
func (d *draft) literal(v constant.Value) piece {
	n, ok := constant.Uint64Val(v)
	if !ok {
		// v is negative or wider than 64 bits.
		if constant.Sign(v) < 0 {
			return d.unary(token.SUB, d.literal(constant.UnaryOp(token.SUB, v, 0)))
		}
		return piece{v.ExactString(), bindsUnary + 1}
	}
	text := strconv.FormatUint(n, 10)
	switch k := d.IntN(10); {
	case n >= ' ' && n <= '~' && k < 3:
		text = strconv.QuoteRune(rune(n))
	case k < 6:
		text = "0x" + strconv.FormatUint(n, 16)
	case k == 6 && n >= 1<<16:
		text = "0x" + strconv.FormatUint(n>>16, 16) + "_" + strconv.FormatUint(n&0xffff|1<<16, 16)[1:]
	case k == 6:
		text = "0b" + strconv.FormatUint(n, 2)
	case k == 7:
		text = pick(d.Rand, []string{"0o", "0"}) + strconv.FormatUint(n, 8)
	}
	return piece{text, bindsUnary + 1}
}

// negative returns an expression with the negative value v.
func (d *draft) negative(v constant.Value, depth int) piece {
	if chance(d.Rand, 50) {
		return d.unary(token.XOR, d.constant(constant.UnaryOp(token.XOR, v, 0), depth))
	}
	return d.unary(token.SUB, d.constant(constant.UnaryOp(token.SUB, v, 0), depth))
}

// sum returns v as a sum or a difference.
func (d *draft) sum(v constant.Value, depth int) piece {
	other := integer(word(d.Rand, 32), false)
	if chance(d.Rand, 50) {
		x := constant.BinaryOp(v, token.SUB, other)
		return d.operator(d.constant(x, depth), token.ADD, d.constant(other, depth))
	}
	x := constant.BinaryOp(v, token.ADD, other)
	return d.operator(d.constant(x, depth), token.SUB, d.constant(other, depth))
}

// product returns v >= 0 as a product, a quotient or a remainder.
func (d *draft) product(v constant.Value, depth int) piece {
	by := integer(2+d.Uint64N(9), false)
	rest := constant.BinaryOp(v, token.REM, by)
	whole := constant.BinaryOp(v, token.QUO_ASSIGN, by)
	switch {
	case constant.Sign(rest) == 0 && chance(d.Rand, 50):
		return d.operator(d.constant(whole, depth), token.MUL, d.constant(by, depth))
	case chance(d.Rand, 50):
		x := constant.BinaryOp(constant.BinaryOp(v, token.MUL, by), token.ADD, integer(1, false))
		return d.operator(d.constant(x, depth), token.QUO, d.constant(by, depth))
	}
	more := constant.BinaryOp(v, token.ADD, by)
	x := constant.BinaryOp(constant.BinaryOp(more, token.MUL, by), token.ADD, v)
	return d.operator(d.constant(x, depth), token.REM, d.constant(more, depth))
}

// bits returns v >= 0 as a bit operation.
func (d *draft) bits(v constant.Value, depth int) piece {
	mask := integer(word(d.Rand, 32), false)
	both := constant.BinaryOp(v, token.OR, mask)
	switch d.IntN(5) {
	case 0:
		x := constant.BinaryOp(v, token.XOR, mask)
		return d.operator(d.constant(x, depth), token.XOR, d.constant(mask, depth))
	case 1:
		x := constant.BinaryOp(v, token.AND_NOT, mask)
		y := constant.BinaryOp(v, token.AND, mask)
		return d.operator(d.constant(x, depth), token.OR, d.constant(y, depth))
	case 2:
		return d.operator(d.constant(both, depth), token.AND, d.constant(v, depth))
	case 3:
		y := constant.BinaryOp(mask, token.AND_NOT, v)
		return d.operator(d.constant(both, depth), token.AND_NOT, d.constant(y, depth))
	}
	return d.unary(token.XOR, d.constant(constant.UnaryOp(token.XOR, v, 0), depth))
}

// shift returns v >= 0 as a shift.
func (d *draft) shift(v constant.Value, depth int) piece {
	if n, ok := constant.Uint64Val(v); ok && n != 0 && n&(n+1) == 0 {
		// A mask of low bits.
		width := d.literal(integer(uint64(constant.BitLen(v)), false))
		power := d.operator(d.literal(integer(1, false)), token.SHL, width)
		return d.operator(power, token.SUB, d.literal(integer(1, false)))
	}
	by := d.UintN(8)
	x := constant.Shift(v, token.SHR, by)
	if constant.Compare(constant.Shift(x, token.SHL, by), token.EQL, v) {
		return d.operator(d.constant(x, depth), token.SHL, d.literal(integer(uint64(by), false)))
	}
	return d.operator(d.constant(constant.Shift(v, token.SHL, by), depth), token.SHR, d.literal(integer(uint64(by), false)))
}
