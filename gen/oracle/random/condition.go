package random

import (
	"go/constant"
	"go/token"
	"strconv"
)

// scope limits a condition.
type scope struct {
	// goarch is its only architecture, or empty for all.
	goarch string
	// parameters lists the parameters it may test.
	parameters []parameter
}

// bits returns the largest width of a constant compared with an argument.
func (s scope) bits() uint {
	if s.goarch == "" || is32(s.goarch) {
		return 32
	}
	return 64
}

// condition returns a condition with up to 2^depth comparisons.
func (d *draft) condition(s scope, depth int) piece {
	n := d.IntN(100)
	switch {
	case depth > 0 && n < 30:
		return d.operator(d.condition(s, depth-1), token.LAND, d.condition(s, depth-1))
	case depth > 0 && n < 55:
		return d.operator(d.condition(s, depth-1), token.LOR, d.condition(s, depth-1))
	case depth > 0 && n < 68:
		return d.unary(token.NOT, d.condition(s, depth-1))
	case depth > 0 && n < 73:
		return d.comparison(d.operand(s), d.operand(s))
	}
	return d.test(s)
}

// comparisons lists the operators, the most frequent in policies more than once.
var comparisons = []token.Token{
	token.EQL, token.EQL, token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ,
}

// comparison returns a comparison of two pieces, in either order.
func (d *draft) comparison(x, y piece) piece {
	if chance(d.Rand, 25) {
		x, y = y, x
	}
	return d.operator(x, pick(d.Rand, comparisons), y)
}

// operand returns a constant expression with or without a named constant.
func (d *draft) operand(s scope) piece {
	number := d.constant(integer(d.value(s), false), 1)
	if len(d.constants) == 0 || chance(d.Rand, 50) {
		return number
	}
	name := piece{pick(d.Rand, d.constants), bindsUnary + 1}
	if chance(d.Rand, 50) {
		return name
	}
	return d.operator(number, token.AND_NOT, name)
}

// value returns one of the policy's words, at most as wide as s allows.
func (d *draft) value(s scope) uint64 {
	if chance(d.Rand, 10) {
		return word(d.Rand, s.bits())
	}
	if s.bits() == 64 && chance(d.Rand, 50) {
		return pick(d.Rand, d.wide)
	}
	return pick(d.Rand, d.words)
}

// test returns a comparison of a term with a constant, most often a possible value. A
// pointer is compared with 0.
func (d *draft) test(s scope) piece {
	p := pick(d.Rand, s.parameters)
	d.beyond = d.beyond || p.beyond
	if p.Pointer {
		x := d.argument(p).piece
		return d.operator(x, pick(d.Rand, []token.Token{token.EQL, token.NEQ}), d.constant(integer(0, false), 1))
	}
	t := d.term(s, p)
	if t.unknown || chance(d.Rand, 15) {
		if x, ok := d.name(s, t); ok {
			return d.comparison(t.piece, x)
		}
	}
	v := t.value
	if chance(d.Rand, 25) {
		v += uint64(d.IntN(3)) - 1
	}
	v = t.within(v)
	if t.whole && chance(d.Rand, 20) {
		return d.otherSign(t, v)
	}
	return d.comparison(t.piece, d.constant(integer(v, t.signed), 2))
}

// otherSign returns a test of a whole named argument for the number with the bits of v in
// the type with the other sign.
func (d *draft) otherSign(t term, v uint64) piece {
	t.signed = !t.signed
	x := d.constant(integer(t.within(v), t.signed), 2)
	return d.operator(t.piece, pick(d.Rand, []token.Token{token.EQL, token.NEQ}), x)
}

// name returns the name of a constant within a term's type on all architectures of s.
func (d *draft) name(s scope, t term) (piece, bool) {
	if len(d.constants) == 0 {
		return piece{}, false
	}
	name := pick(d.Rand, d.constants)
	for _, goarch := range goarches() {
		v, _ := d.lookup(name, goarch)
		if (s.goarch == "" || s.goarch == goarch) && !t.holds(v) {
			return piece{}, false
		}
	}
	return piece{name, bindsUnary + 1}, true
}

// term is an expression over one argument.
type term struct {
	piece
	// value is its value for a chosen argument.
	value uint64
	// bits is the smallest width of its type in its scope.
	bits   uint
	signed bool
	// named is set for an argument with a name, whole before the first operation on it.
	named, whole bool
	// unknown is set if it has a named constant: value is then not known.
	unknown bool
}

// within returns v converted to t's type.
func (t term) within(v uint64) uint64 {
	if t.signed {
		return uint64(int64(v<<(64-t.bits)) >> (64 - t.bits))
	}
	return v << (64 - t.bits) >> (64 - t.bits)
}

// holds reports whether v is a value of t's type.
func (t term) holds(v constant.Value) bool {
	if t.signed {
		n, ok := constant.Int64Val(v)
		return ok && t.within(uint64(n)) == uint64(n)
	}
	n, ok := constant.Uint64Val(v)
	return ok && t.within(n) == n
}

// term returns a term over an argument. A term over argN keeps the bits that the kernel
// reads.
func (d *draft) term(s scope, p parameter) term {
	t := d.argument(p)
	if !t.named {
		t.bits = s.bits()
		t.value = t.within(d.value(s))
		return d.register(s, p, t)
	}
	t.value = t.within(d.value(s))
	for chance(d.Rand, 40) {
		if t.signed || chance(d.Rand, 60) {
			t.signed = false
			t.value = t.within(t.value)
			t = d.masked(s, t)
		} else {
			t = d.shifted(t)
		}
		t.whole = false
	}
	return t
}

// argument returns a parameter by name, or as argN.
func (d *draft) argument(p parameter) term {
	if p.Name == "" || p.register >= 0 && chance(d.Rand, 40) {
		return term{piece: piece{"arg" + strconv.Itoa(p.register), bindsUnary + 1}, bits: p.Bits}
	}
	return term{piece: piece{p.Name, bindsUnary + 1}, bits: p.named, signed: p.Signed, named: true, whole: true}
}

// register returns a term over the argument t, argN.
func (d *draft) register(s scope, p parameter, t term) term {
	switch {
	case p.Bits == 32 && !p.full && chance(d.Rand, 30):
		t.signed = true
		return d.converted(t, "int32", 32)
	case p.Bits == 32 && !p.full && chance(d.Rand, 70):
		t = d.converted(t, "uint32", 32)
	case !p.full:
		low := uint64(1)<<p.Bits - 1
		t.piece, t.value = d.operator(t.piece, token.AND, d.constant(integer(low, false), 1)), t.value&low
	}
	for chance(d.Rand, 40) {
		switch n := d.IntN(10); {
		case n < 2:
			t = d.converted(t, "uint32", 32)
		case n < 5:
			t = d.shifted(t)
		default:
			t = d.masked(s, t)
		}
	}
	switch n := d.IntN(100); {
	case n < 12:
		t.signed = true
		t = d.converted(t, "int32", 32)
	case n < 24:
		t.signed = true
		t = d.converted(t, "int", s.bits())
	}
	return t
}

// converted returns a conversion of t.
func (d *draft) converted(t term, to string, bits uint) term {
	t.piece = piece{to + "(" + t.text + ")", bindsUnary + 1}
	t.bits = bits
	t.value = t.within(t.value)
	return t
}

// shifted returns a shift of t.
func (d *draft) shifted(t term) term {
	count := pick(d.Rand, []uint{0, 1, 4, 8, 15, 16, 24, 31, t.bits / 2, t.bits - 1})
	if chance(d.Rand, 10) {
		count = pick(d.Rand, []uint{32, 33, 48, 63, 64, 65, 300})
	}
	by := d.constant(integer(uint64(count), false), 1)
	if chance(d.Rand, 60) {
		t.piece, t.value = d.operator(t.piece, token.SHR, by), t.value>>count
	} else {
		t.piece, t.value = d.operator(t.piece, token.SHL, by), t.within(t.value<<count)
	}
	return t
}

// masked returns a bit operation on t, with the constant on either side.
func (d *draft) masked(s scope, t term) term {
	mask := t.within(d.mask(s))
	c := d.constant(integer(mask, false), 2)
	if t.named && chance(d.Rand, 20) {
		negative := term{bits: t.bits, signed: true}
		c = d.constant(integer(negative.within(mask), true), 2)
	}
	if chance(d.Rand, 25) {
		if x, ok := d.name(s, t); ok {
			if chance(d.Rand, 40) {
				x = d.operator(x, token.OR, d.literal(integer(mask&0xffff, false)))
			}
			c, t.unknown = x, true
		}
	}
	op := pick(d.Rand, []token.Token{token.AND, token.AND, token.AND, token.OR, token.XOR, token.AND_NOT})
	switch {
	case op == token.AND:
		t.value &= mask
	case op == token.OR:
		t.value |= mask
	case op == token.XOR:
		t.value ^= mask
	default:
		t.value &^= mask
	}
	if op != token.AND_NOT && chance(d.Rand, 30) {
		t.piece = d.operator(c, op, t.piece)
	} else {
		t.piece = d.operator(t.piece, op, c)
	}
	return t
}

// mask returns a mask: one bit, the low bits, the high bits, all but one bit, or any word.
func (d *draft) mask(s scope) uint64 {
	bit := d.UintN(s.bits())
	switch d.IntN(5) {
	case 0:
		return 1 << bit
	case 1:
		return 1<<bit - 1
	case 2:
		return ^uint64(0) << bit
	case 3:
		return ^(uint64(1) << bit)
	}
	return d.value(s)
}
