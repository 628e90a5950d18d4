package condition

import (
	"go/ast"
	"go/token"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// always returns a condition independent of the arguments.
func (b *binder) always(holds bool) operand {
	set := argset.None
	if holds {
		set = argset.All
	}
	return operand{kind: truth, meaning: Meaning{Holds: set}}
}

// compare evaluates a comparison of a term with a constant. It reduces all operators to
// == and >= of unsigned numbers.
func (b *binder) compare(e *ast.BinaryExpr, op token.Token, x, y operand) operand {
	equality := op == token.EQL || op == token.NEQ
	k, ok := b.fit(e, x, y, x.named && x.whole && equality)
	if !ok {
		return operand{}
	}
	if equality {
		return b.negateIf(op == token.NEQ, b.equal(x, k))
	}
	if x.signed {
		// Inverting the sign bit maps the signed order to the unsigned one.
		sign := uint64(1) << (len(x.value) - 1)
		x.value, k = b.space.Xor(x.value, sign), k^sign
	}
	if op == token.GTR || op == token.LEQ {
		highest := ^uint64(0) >> (64 - len(x.value))
		if k == highest {
			return b.always(op == token.LEQ)
		}
		k++
	}
	return b.negateIf(op == token.LSS || op == token.LEQ, b.atLeast(x, k))
}

// negateIf returns x, negated if negate is set.
func (b *binder) negateIf(negate bool, x operand) operand {
	if negate {
		x.meaning.Holds = b.space.Not(x.meaning.Holds)
		x.meaning.Equal, x.meaning.Unequal = x.meaning.Unequal, x.meaning.Equal
	}
	return x
}

// equal returns the condition x == k.
func (b *binder) equal(x operand, k uint64) operand {
	m := Meaning{Holds: b.space.Equal(x.value, k), Tests: append(b.topTests(x), b.source(x).equal(k)...)}
	if x.whole {
		m.Equal = []string{x.name}
	}
	return operand{kind: truth, meaning: m}
}

// atLeast returns the condition x >= k, unsigned.
func (b *binder) atLeast(x operand, k uint64) operand {
	return operand{kind: truth, meaning: Meaning{
		Holds: b.space.AtLeast(x.value, k),
		Tests: append(b.topTests(x), b.source(x).atLeast(k)...),
	}}
}
