package minijail

import (
	"go/constant"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
)

// test is a comparison of an argument. Its value depends on the architecture.
type test struct {
	arg   int
	op    string
	value expression
}

// expression is a value: the terms joined by |, each perhaps inverted.
type expression []term

// term is a constant, a number, or an expression in parentheses.
type term struct {
	token
	inverted bool
	nested   expression
}

// operators holds the comparisons of values.
var operators = map[string]document.Op{
	"==": document.Equal, "!=": document.NotEqual, "<": document.Less, "<=": document.LessOrEqual, ">": document.Greater, ">=": document.GreaterOrEqual,
}

// clause reads tests joined by &&.
func (p *parser) clause() (list []test, ok bool) {
	for {
		t, ok := p.test()
		if !ok {
			return nil, false
		}
		if list = append(list, t); !p.skip("&&") {
			return list, true
		}
	}
}

// test reads a test.
func (p *parser) test() (t test, ok bool) {
	arg, ok := p.next()
	if !ok {
		return t, p.wrong("want a test, as arg0 == 1")
	}
	digit, ok := strings.CutPrefix(arg.text, "arg")
	if t.arg, _ = strconv.Atoi(digit); !ok || len(digit) != 1 || t.arg > 5 {
		p.Fail(arg.Place, "want arg0 to arg5", "unknown argument %q", arg.text)
		return t, false
	}
	op, ok := p.next()
	if !ok {
		return t, p.wrong("want an operator")
	}
	if _, known := operators[op.text]; !known && op.text != "&" && op.text != "in" {
		p.Fail(op.Place, "want == != < <= > >= & or in", "unknown operator %q", op.text)
		return t, false
	}
	t.op = op.text
	t.value, ok = p.expression()
	return t, ok
}

// maxDepth limits parentheses.
const maxDepth = 64

// expression reads terms joined by |.
func (p *parser) expression() (x expression, ok bool) {
	for {
		t := term{inverted: p.skip("~")}
		switch t.token, ok = p.next(); {
		case !ok:
			return nil, p.wrong("want a constant")
		case t.text != "(":
			if !p.known(t.token) {
				return nil, false
			}
		case p.depth == maxDepth:
			p.Fail(t.Place, "at most 64", "too many parentheses")
			return nil, false
		default:
			p.depth++
			if t.nested, ok = p.expression(); !ok || !p.expect(")") {
				return nil, false
			}
			p.depth--
		}
		if x = append(x, t); !p.skip("|") {
			return x, true
		}
	}
}

// known reports whether a word is a number or a constant.
func (p *parser) known(t token) bool {
	_, signed := strconv.ParseInt(t.text, 0, 64)
	_, unsigned := strconv.ParseUint(t.text, 0, 64)
	if signed == nil || unsigned == nil || constants.Known(t.text) {
		return true
	}
	p.Fail(t.Place, "want a number, or a constant of the kernel's headers", "unknown constant %q", t.text)
	return false
}

// on returns the value of x on a. missing is a constant without one there.
func (x expression) on(a *arch.Arch) (v uint64, missing *token) {
	for _, t := range x {
		next, missing := t.on(a)
		if missing != nil {
			return 0, missing
		}
		if t.inverted {
			next = ^next
		}
		v |= next
	}
	return v << (64 - a.Width) >> (64 - a.Width), nil
}

// on returns the value of a term on a, before ~.
func (t term) on(a *arch.Arch) (v uint64, missing *token) {
	if t.nested != nil {
		return t.nested.on(a)
	}
	if n, err := strconv.ParseInt(t.text, 0, 64); err == nil {
		return uint64(n), nil
	}
	if n, err := strconv.ParseUint(t.text, 0, 64); err == nil {
		return n, nil
	}
	c, ok := constants.Value(t.text, a)
	if !ok {
		return 0, &t.token
	}
	if n, exact := constant.Int64Val(c); exact {
		return uint64(n), nil
	}
	n, _ := constant.Uint64Val(c)
	return n, nil
}

// constant returns the constant that is the whole value, if no architecture has it negative,
// or "".
func (x expression) constant() string {
	if len(x) != 1 || x[0].inverted || x[0].nested != nil || !constants.Known(x[0].text) {
		return ""
	}
	for _, a := range arch.All {
		if v, ok := constants.Value(x[0].text, a); ok && constant.Sign(v) < 0 {
			return ""
		}
	}
	return x[0].text
}

// on returns the test on a.
func (t test) on(a *arch.Arch) (out document.Test, missing *token) {
	v, missing := t.value.on(a)
	switch t.op {
	case "&":
		return document.Test{Arg: t.arg, Op: document.NotMasked, Mask: v, Constant: t.value.constant()}, missing
	case "in":
		return document.Test{Arg: t.arg, Op: document.Masked, Mask: ^v << (64 - a.Width) >> (64 - a.Width)}, missing
	}
	return document.Test{Arg: t.arg, Op: operators[t.op], Value: v, Constant: t.value.constant()}, missing
}
