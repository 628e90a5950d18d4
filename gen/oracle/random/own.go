package random

import (
	"go/token"
	"slices"
)

// ownNames lists the names of a policy's own constants. A policy has the first few.
var ownNames = []string{"OWN", "OWN_2", "Own_three"}

// joins lists the operators of an own constant and an earlier one.
var joins = []token.Token{token.ADD, token.OR, token.AND_NOT, token.XOR}

// define adds own constants to a policy, with other values on some architectures.
func (d *draft) define() {
	d.lookup = d.g.Constants
	if chance(d.Rand, 50) {
		return
	}
	for _, name := range ownNames[:1+d.IntN(len(ownNames))] {
		rows := []row{{"const", name, "", d.valueOfOwn(), "on all"}}
		for _, goarch := range goarches() {
			if chance(d.Rand, 10) {
				rows = append(rows, row{"const", goarch + "/" + name, "", d.valueOfOwn(), ""})
			}
		}
		if chance(d.Rand, 30) {
			slices.Reverse(rows)
		}
		d.own = append(d.own, rows...)
		d.lookup = d.read([]row{header}).Constant
		d.constants = append(d.constants, name, name, name)
	}
}

// valueOfOwn returns the value of an own constant: an expression of numbers, and sometimes
// of earlier constants.
func (d *draft) valueOfOwn() string {
	bits := uint(32)
	if chance(d.Rand, 25) {
		bits = 64
	}
	x := d.constant(integer(word(d.Rand, bits), false), 2)
	if len(d.constants) > 0 && chance(d.Rand, 30) {
		return d.operator(x, pick(d.Rand, joins), piece{pick(d.Rand, d.constants), bindsUnary + 1}).text
	}
	return x.text
}
