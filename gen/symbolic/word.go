package symbolic

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"

// wordBits is the number of bits of a register.
const wordBits = 32

// constant returns the word of a number.
func constant(k uint32) argset.Value {
	w := make(argset.Value, wordBits)
	for i := range w {
		w[i] = argset.Set(k >> i & 1)
	}
	return w
}

// choose returns the word yes for the inputs in when, and no for the others.
func (e *evaluator) choose(when argset.Set, yes, no argset.Value) argset.Value {
	out := make(argset.Value, wordBits)
	for i := range out {
		out[i] = e.either(when, yes[i], no[i])
	}
	return out
}

// either returns the members of yes in when and those of no outside.
func (e *evaluator) either(when, yes, no argset.Set) argset.Set {
	if yes == no {
		return yes
	}
	return e.Or(e.And(when, yes), e.Minus(no, when))
}

// bitwise applies an operation to each bit of two words.
func bitwise(a, b argset.Value, op func(a, b argset.Set) argset.Set) argset.Value {
	out := make(argset.Value, wordBits)
	for i := range out {
		out[i] = op(a[i], b[i])
	}
	return out
}

// exclusive returns the inputs in one of two sets.
func (e *evaluator) exclusive(a, b argset.Set) argset.Set {
	return e.either(a, e.Not(b), b)
}

// add returns a + b + carry, modulo 1<<32.
func (e *evaluator) add(a, b argset.Value, carry argset.Set) argset.Value {
	out := make(argset.Value, wordBits)
	for i := range out {
		differ := e.exclusive(a[i], b[i])
		out[i] = e.exclusive(differ, carry)
		carry = e.either(differ, carry, a[i])
	}
	return out
}

// not returns ^a.
func (e *evaluator) not(a argset.Value) argset.Value {
	out := make(argset.Value, wordBits)
	for i := range out {
		out[i] = e.Not(a[i])
	}
	return out
}

// subtract returns a - b.
func (e *evaluator) subtract(a, b argset.Value) argset.Value {
	return e.add(a, e.not(b), argset.All)
}

// multiply returns the low 32 bits of a * b.
func (e *evaluator) multiply(a, b argset.Value) argset.Value {
	sum := constant(0)
	for i := range b {
		if b[i] != argset.None {
			sum = e.choose(b[i], e.add(sum, a.Shift(i), argset.None), sum)
		}
	}
	return sum
}

// divide returns a / b. Where b is 0 the result has no meaning.
func (e *evaluator) divide(a, b argset.Value) argset.Value {
	quotient, rest := constant(0), constant(0)
	for i := wordBits - 1; i >= 0; i-- {
		// rest<<1 has 33 bits. If the highest is set, it is more than b.
		overflow := rest[wordBits-1]
		rest = rest.Shift(1)
		rest[0] = a[i]
		quotient[i] = e.Or(overflow, e.atLeast(rest, b))
		rest = e.choose(quotient[i], e.subtract(rest, b), rest)
	}
	return quotient
}

// shift returns a << n, or a >> n with the sign -1. Of n the lowest five bits count.
func (e *evaluator) shift(a, n argset.Value, sign int) argset.Value {
	for i := range 5 {
		a = e.choose(n[i], a.Shift(sign<<i), a)
	}
	return a
}

// equal returns the inputs with a == b.
func (e *evaluator) equal(a, b argset.Value) argset.Set {
	set := argset.All
	for i := range a {
		set = e.Minus(set, e.exclusive(a[i], b[i]))
	}
	return set
}

// atLeast returns the inputs with a >= b.
func (e *evaluator) atLeast(a, b argset.Value) argset.Set {
	set := argset.All
	for i := range a {
		set = e.either(e.exclusive(a[i], b[i]), a[i], set)
	}
	return set
}

// anyBit returns the inputs with a & b != 0.
func (e *evaluator) anyBit(a, b argset.Value) argset.Set {
	set := argset.None
	for i := range a {
		set = e.Or(set, e.And(a[i], b[i]))
	}
	return set
}
