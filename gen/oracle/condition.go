package oracle

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// input is the input of a condition.
type input struct {
	policy *Policy
	entry
	args [6]uint64
	// own is set in a rule about the entry alone.
	own bool
}

// holds reports whether the condition of an alternative is true at an entry for args. The
// empty one is.
func (p *Policy) holds(a alternative, e entry, args [6]uint64) (bool, error) {
	if a.when == "" {
		return true, nil
	}
	condition, err := p.condition(a.when)
	if err != nil {
		return false, err
	}
	return input{p, e, args, a.own}.truth(condition)
}

// condition returns the expression of a condition. It parses each text once.
func (p *Policy) condition(when string) (ast.Expr, error) {
	if e, ok := p.conditions.Load(when); ok {
		return e.(ast.Expr), nil
	}
	e, err := Parse(when)
	if err == nil {
		p.conditions.Store(when, e)
	}
	return e, err
}

// keyword matches the arguments whose names are keywords of Go.
var keyword = regexp.MustCompile(`\b(type|func|map)\b`)

// Parse parses a condition. The argument type has the identifier type_ in it.
func Parse(when string) (ast.Expr, error) {
	return parser.ParseExpr(keyword.ReplaceAllString(when, "${1}_"))
}

// Name returns the name of an argument for its identifier in a condition.
func Name(identifier string) string { return strings.TrimSuffix(identifier, "_") }

// Constant returns the value of a constant of the policy or of the kernel on goarch.
func (p *Policy) Constant(name, goarch string) (constant.Value, bool) {
	v, err := p.constant(name, goarch)
	return v, err == nil
}

// constant returns the value of Constant.
func (p *Policy) constant(name, goarch string) (constant.Value, error) {
	if expression, ok := p.expression(name, goarch); ok {
		key := [2]string{name, goarch}
		if v, ok := p.values.Load(key); ok {
			return v.(constant.Value), nil
		}
		v, err := p.evaluate(expression, goarch)
		if err == nil {
			p.values.Store(key, v)
		}
		return v, err
	}
	if p.Constants != nil {
		if v, ok := p.Constants(name, goarch); ok && constant.ToInt(v).Kind() == constant.Int {
			return constant.ToInt(v), nil
		}
	}
	return nil, fmt.Errorf("no integer constant %q on %s", name, goarch)
}

// expression returns the expression of a constant of the policy on goarch.
func (p *Policy) expression(name, goarch string) (expression string, ok bool) {
	if expression, ok = p.own[name][goarch]; !ok {
		expression, ok = p.own[name][""]
	}
	return expression, ok
}

// evaluate returns the value of an expression of constants.
func (p *Policy) evaluate(expression, goarch string) (constant.Value, error) {
	e, err := Parse(expression)
	if err != nil {
		return nil, err
	}
	n, err := input{policy: p, entry: entry{goarch: goarch}}.number(e)
	if err == nil && n.bits != 0 {
		err = fmt.Errorf("an argument in the constant %s", expression)
	}
	return n.value, err
}

// comparisons lists the comparison operators.
var comparisons = []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ}

// truth evaluates a boolean expression. It evaluates both sides of an operator, so an
// error on either side is found.
func (in input) truth(e ast.Expr) (bool, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return in.truth(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			v, err := in.truth(e.X)
			return !v, err
		}
	case *ast.BinaryExpr:
		if slices.Contains(comparisons, e.Op) {
			return in.compare(e)
		}
		if e.Op == token.LAND || e.Op == token.LOR {
			return in.join(e)
		}
	}
	return false, fmt.Errorf("%T is not a condition", e)
}

// join evaluates && and ||.
func (in input) join(e *ast.BinaryExpr) (bool, error) {
	x, err := in.truth(e.X)
	if err != nil {
		return false, err
	}
	y, err := in.truth(e.Y)
	if e.Op == token.LAND {
		return x && y, err
	}
	return x || y, err
}

// compare evaluates a comparison.
func (in input) compare(e *ast.BinaryExpr) (bool, error) {
	x, y, err := in.pair(e)
	if err != nil {
		return false, err
	}
	return constant.Compare(x.value, e.Op, y.value), nil
}

// pair evaluates both sides of an operator. At least one is a constant. A constant must
// be a value of the other side's type.
func (in input) pair(e *ast.BinaryExpr) (x, y number, err error) {
	if x, err = in.number(e.X); err != nil {
		return x, y, err
	}
	if y, err = in.number(e.Y); err != nil {
		return x, y, err
	}
	term, other := &x, &y
	if x.bits == 0 {
		term, other = &y, &x
	}
	switch {
	case x.bits != 0 && y.bits != 0:
		err = fmt.Errorf("%s of two arguments", e.Op)
	case e.Op == token.SHL || e.Op == token.SHR || term.bits == 0:
	case term.named && (bitwise[e.Op] || term.whole && (e.Op == token.EQL || e.Op == token.NEQ)):
		if !(number{bits: term.bits, signed: true}).holds(other.value) && !(number{bits: term.bits}).holds(other.value) {
			err = fmt.Errorf("%s is not a number of %d bits", other.value, term.bits)
		}
		// The bits count, in either notation.
		term.signed = false
		term.value, other.value = term.wrapped().value, number{value: other.value, bits: term.bits}.wrapped().value
	case !term.holds(other.value):
		err = fmt.Errorf("%s overflows the type of the other side", other.value)
	}
	return x, y, err
}

// bitwise holds the operators on bits, except for shifts.
var bitwise = map[token.Token]bool{token.AND: true, token.OR: true, token.XOR: true, token.AND_NOT: true}

// number evaluates an integer expression.
func (in input) number(e ast.Expr) (number, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return in.number(e.X)
	case *ast.BasicLit:
		if e.Kind == token.INT || e.Kind == token.CHAR {
			return number{value: constant.MakeFromLiteral(e.Value, e.Kind, 0)}, nil
		}
	case *ast.Ident:
		return in.named(e.Name)
	case *ast.UnaryExpr:
		return in.unary(e)
	case *ast.CallExpr:
		return in.convert(e)
	case *ast.BinaryExpr:
		return in.binary(e)
	}
	return number{}, fmt.Errorf("%T is not a number", e)
}

// named evaluates an argument or a constant.
func (in input) named(name string) (number, error) {
	if digit, ok := strings.CutPrefix(name, "arg"); ok && len(digit) == 1 && digit[0] >= '0' && digit[0] <= '5' {
		n := number{value: constant.MakeUint64(in.args[digit[0]-'0']), bits: width(in.goarch)}
		return n.wrapped(), nil
	}
	if ast.IsExported(name) {
		v, err := in.policy.constant(name, in.goarch)
		return number{value: v}, err
	}
	i, p, ok := in.place(Name(name))
	if !ok {
		return number{}, fmt.Errorf("no %s in a register of %s on %s", name, in.name, in.goarch)
	}
	if p.ID && !in.own {
		id := in.args[i] & 0xffff
		if p.Bits = 32; id == 0xffff {
			id = 0xffffffff
		}
		in.args[i] = id
	}
	n := number{value: constant.MakeUint64(in.args[i]), bits: p.Bits, signed: p.Signed, named: true, whole: true}
	return n.wrapped(), nil
}

// unary evaluates the sign or the complement of a constant.
func (in input) unary(e *ast.UnaryExpr) (number, error) {
	x, err := in.number(e.X)
	if err != nil {
		return number{}, err
	}
	if x.bits != 0 || e.Op != token.SUB && e.Op != token.ADD && e.Op != token.XOR {
		return number{}, fmt.Errorf("%s, want a constant with +, - or ^", e.Op)
	}
	return number{value: constant.UnaryOp(e.Op, x.value, 0)}, nil
}

// convert evaluates a conversion of an unsigned term.
func (in input) convert(e *ast.CallExpr) (number, error) {
	to, ok := e.Fun.(*ast.Ident)
	if !ok || len(e.Args) != 1 {
		return number{}, fmt.Errorf("not a conversion")
	}
	x, err := in.number(e.Args[0])
	if err != nil {
		return number{}, err
	}
	if id, ok := e.Args[0].(*ast.Ident); ok && to.Name == "uint64" && x.bits != 0 {
		return in.register(Name(id.Name))
	}
	if x.bits == 0 || x.signed || x.named {
		return number{}, fmt.Errorf("%s of a constant, a signed term or a name", to.Name)
	}
	switch to.Name {
	case "uint32":
		return number{value: x.value, bits: 32}.wrapped(), nil
	case "int32":
		return number{value: x.value, bits: 32, signed: true}.wrapped(), nil
	case "int":
		return number{value: x.value, bits: width(in.goarch), signed: true}.wrapped(), nil
	}
	return number{}, fmt.Errorf("unknown conversion %s", to.Name)
}

// register returns the whole register of an argument, in 64 bits.
func (in input) register(name string) (number, error) {
	i, _, named := in.place(name)
	if !named {
		i = int(name[len("arg")] - '0')
	}
	whole := number{value: constant.MakeUint64(in.args[i]), bits: width(in.goarch)}.wrapped()
	return number{value: whole.value, bits: 64}, nil
}

// binary evaluates an operator on integers with an integer result.
func (in input) binary(e *ast.BinaryExpr) (number, error) {
	x, y, err := in.pair(e)
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
		return number{value: constant.BinaryOp(x.value, e.Op, y.value), bits: max(x.bits, y.bits), named: x.named || y.named}, nil
	}
	if x.bits != 0 || y.bits != 0 {
		return number{}, fmt.Errorf("%s of a term", e.Op)
	}
	return arithmetic(x.value, e.Op, y.value)
}

// arithmetic evaluates the operators that only constants have.
func arithmetic(x constant.Value, op token.Token, y constant.Value) (number, error) {
	switch op {
	case token.ADD, token.SUB, token.MUL:
		return number{value: constant.BinaryOp(x, op, y)}, nil
	case token.QUO, token.REM:
		if constant.Sign(y) == 0 {
			return number{}, fmt.Errorf("division by zero")
		}
		if op == token.QUO {
			// The integer division of go/constant.
			op = token.QUO_ASSIGN
		}
		return number{value: constant.BinaryOp(x, op, y)}, nil
	}
	return number{}, fmt.Errorf("unknown operator %s", op)
}
