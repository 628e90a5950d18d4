package oracle

import (
	"fmt"
	"go/constant"
	"go/token"
	"slices"
)

// number is the value of an integer expression.
type number struct {
	value constant.Value
	// bits is the width of a term's type, or 0 for a constant.
	bits   uint
	signed bool
	// named is set for a term of a named argument, whole for the argument itself.
	named, whole bool
}

// width returns the bits of a word of goarch.
func width(goarch string) uint {
	if slices.Contains([]string{"386", "arm", "mips", "mipsle", "ppc"}, goarch) {
		return 32
	}
	return 64
}

// powers holds 1<<bits, masks the value of that many low bits.
var powers, masks = func() (powers, masks [65]constant.Value) {
	for bits := range powers {
		powers[bits] = constant.Shift(constant.MakeInt64(1), token.SHL, uint(bits))
		masks[bits] = constant.BinaryOp(powers[bits], token.SUB, constant.MakeInt64(1))
	}
	return powers, masks
}()

// wrapped returns n truncated to its type.
func (n number) wrapped() number {
	n.value = constant.BinaryOp(n.value, token.AND, masks[n.bits])
	if n.signed && constant.Compare(n.value, token.GEQ, powers[n.bits-1]) {
		n.value = constant.BinaryOp(n.value, token.SUB, powers[n.bits])
	}
	return n
}

// holds reports whether v is a value of n's type.
func (n number) holds(v constant.Value) bool {
	n.value = v
	return constant.Compare(n.wrapped().value, token.EQL, v)
}

// maxShift limits shifts, so a constant cannot exhaust memory. It is larger than the
// width of a term.
const maxShift = 1 << 12

// shift evaluates a shift of a constant or of an unsigned term.
func shift(x number, op token.Token, y number) (number, error) {
	count, ok := constant.Uint64Val(y.value)
	if y.bits != 0 || !ok || x.bits == 0 && count > maxShift {
		return number{}, fmt.Errorf("a shift by %s", y.value)
	}
	x.value, x.whole = constant.Shift(x.value, op, uint(min(count, maxShift))), false
	if x.bits != 0 {
		x = x.wrapped()
	}
	return x, nil
}
