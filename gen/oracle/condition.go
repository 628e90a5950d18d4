package oracle

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// call is what a condition is computed for.
type call struct {
	policy *Policy
	goarch string
	args   [6]uint64
}

// holds reports whether a condition holds for a call on goarch; the empty one does.
func (p *Policy) holds(when, goarch string, args [6]uint64) (bool, error) {
	if when == "" {
		return true, nil
	}
	e, err := parser.ParseExpr(when)
	if err != nil {
		return false, err
	}
	return call{p, goarch, args}.truth(e)
}

// constant returns the value of a constant of golang.org/x/sys/unix.
func (p *Policy) constant(name, goarch string) (constant.Value, error) {
	if p.Constants != nil {
		if v, ok := p.Constants(name, goarch); ok && constant.ToInt(v).Kind() == constant.Int {
			return constant.ToInt(v), nil
		}
	}
	return nil, fmt.Errorf("no integer constant %q on %s", name, goarch)
}

// comparisons are the operators between numbers that have a truth.
var comparisons = []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ}

// truth computes an expression that is true or false. It computes both sides of an
// operator, so that what is wrong with one is not hidden by the other.
func (c call) truth(e ast.Expr) (bool, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return c.truth(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			v, err := c.truth(e.X)
			return !v, err
		}
	case *ast.BinaryExpr:
		if slices.Contains(comparisons, e.Op) {
			return c.compare(e)
		}
		if e.Op == token.LAND || e.Op == token.LOR {
			return c.join(e)
		}
	}
	return false, fmt.Errorf("%T is no condition", e)
}

// join computes && and ||.
func (c call) join(e *ast.BinaryExpr) (bool, error) {
	x, err := c.truth(e.X)
	if err != nil {
		return false, err
	}
	y, err := c.truth(e.Y)
	if e.Op == token.LAND {
		return x && y, err
	}
	return x || y, err
}

// compare computes a comparison.
func (c call) compare(e *ast.BinaryExpr) (bool, error) {
	x, y, err := c.pair(e)
	if err != nil {
		return false, err
	}
	return constant.Compare(x.value, e.Op, y.value), nil
}

// pair computes both sides of an operator, one of which is a constant at least. A
// constant beside a term must be a value of the term's type.
func (c call) pair(e *ast.BinaryExpr) (x, y number, err error) {
	if x, err = c.number(e.X); err != nil {
		return x, y, err
	}
	if y, err = c.number(e.Y); err != nil {
		return x, y, err
	}
	shift := e.Op == token.SHL || e.Op == token.SHR
	switch {
	case x.bits != 0 && y.bits != 0:
		err = fmt.Errorf("%s of two terms", e.Op)
	case shift:
	case x.bits != 0 && !x.holds(y.value):
		err = fmt.Errorf("%s does not fit", y.value)
	case y.bits != 0 && !y.holds(x.value):
		err = fmt.Errorf("%s does not fit", x.value)
	}
	return x, y, err
}

// number computes an expression that is a number.
func (c call) number(e ast.Expr) (number, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return c.number(e.X)
	case *ast.BasicLit:
		if e.Kind == token.INT || e.Kind == token.CHAR {
			return number{value: constant.MakeFromLiteral(e.Value, e.Kind, 0)}, nil
		}
	case *ast.Ident:
		return c.named(e.Name)
	case *ast.UnaryExpr:
		return c.unary(e)
	case *ast.CallExpr:
		return c.convert(e)
	case *ast.BinaryExpr:
		return c.binary(e)
	}
	return number{}, fmt.Errorf("%T is no number", e)
}

// named computes an argument or a constant.
func (c call) named(name string) (number, error) {
	if digit, ok := strings.CutPrefix(name, "arg"); ok && len(digit) == 1 && digit[0] >= '0' && digit[0] <= '5' {
		n := number{value: constant.MakeUint64(c.args[digit[0]-'0']), bits: width(c.goarch)}
		return n.wrapped(), nil
	}
	v, err := c.policy.constant(name, c.goarch)
	return number{value: v}, err
}

// unary computes the sign or the complement of a constant.
func (c call) unary(e *ast.UnaryExpr) (number, error) {
	x, err := c.number(e.X)
	if err != nil {
		return number{}, err
	}
	if x.bits != 0 || e.Op != token.SUB && e.Op != token.ADD && e.Op != token.XOR {
		return number{}, fmt.Errorf("%s of this", e.Op)
	}
	return number{value: constant.UnaryOp(e.Op, x.value, 0)}, nil
}

// convert computes a conversion of an unsigned term.
func (c call) convert(e *ast.CallExpr) (number, error) {
	to, ok := e.Fun.(*ast.Ident)
	if !ok || len(e.Args) != 1 {
		return number{}, fmt.Errorf("this is no conversion")
	}
	x, err := c.number(e.Args[0])
	if err != nil {
		return number{}, err
	}
	if x.bits == 0 || x.signed {
		return number{}, fmt.Errorf("%s of what is no unsigned term", to.Name)
	}
	switch to.Name {
	case "uint32":
		return number{value: x.value, bits: 32}.wrapped(), nil
	case "int32":
		return number{value: x.value, bits: 32, signed: true}.wrapped(), nil
	case "int":
		return number{value: x.value, bits: width(c.goarch), signed: true}.wrapped(), nil
	}
	return number{}, fmt.Errorf("no conversion %s", to.Name)
}

// binary computes an operator between numbers that is a number.
func (c call) binary(e *ast.BinaryExpr) (number, error) {
	x, y, err := c.pair(e)
	if err != nil {
		return number{}, err
	}
	if x.signed || y.signed {
		return number{}, fmt.Errorf("%s of a signed term", e.Op)
	}
	switch e.Op {
	case token.SHL, token.SHR:
		return shift(x, e.Op, y)
	case token.AND, token.OR, token.XOR, token.AND_NOT:
		return number{value: constant.BinaryOp(x.value, e.Op, y.value), bits: max(x.bits, y.bits)}, nil
	}
	if x.bits != 0 || y.bits != 0 {
		return number{}, fmt.Errorf("%s of a term", e.Op)
	}
	return arithmetic(x.value, e.Op, y.value)
}

// arithmetic computes what only constants can do.
func arithmetic(x constant.Value, op token.Token, y constant.Value) (number, error) {
	switch op {
	case token.ADD, token.SUB, token.MUL:
		return number{value: constant.BinaryOp(x, op, y)}, nil
	case token.QUO, token.REM:
		if constant.Sign(y) == 0 {
			return number{}, fmt.Errorf("division by zero")
		}
		if op == token.QUO {
			// What go/constant calls a division of integers.
			op = token.QUO_ASSIGN
		}
		return number{value: constant.BinaryOp(x, op, y)}, nil
	}
	return number{}, fmt.Errorf("no operator %s", op)
}
