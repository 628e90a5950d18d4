package listing

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/printer"
	"go/token"
	"math/bits"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// Constants returns the value of a constant on an architecture.
type Constants func(name string, a *arch.Arch) (constant.Value, bool)

// evaluator evaluates the arguments of a call on an architecture.
type evaluator struct {
	a         *arch.Arch
	constants Constants
}

// argument returns the bits of an argument. A negative number has its two's complement in
// the width of the architecture.
func (x evaluator) argument(text string) (uint64, error) {
	e, err := parser.ParseExpr(text)
	if err != nil {
		return 0, fmt.Errorf("%q; want %s", text, wantArgument)
	}
	v, err := x.evaluate(e)
	if err != nil {
		return 0, err
	}
	width := x.a.Width
	if n, ok := constant.Uint64Val(v); ok && bits.Len64(n) <= width {
		return n, nil
	}
	if n, ok := constant.Int64Val(v); ok && n < 0 && n >= -1<<(width-1) {
		return uint64(n) << (64 - width) >> (64 - width), nil
	}
	return 0, fmt.Errorf("%s does not fit; want a number of %d bits", text, width)
}

// wantArgument describes an argument in error messages.
const wantArgument = "an integer, a constant, or several with | between them"

// evaluate computes an expression.
func (x evaluator) evaluate(e ast.Expr) (constant.Value, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return x.evaluate(e.X)
	case *ast.Ident:
		return x.value(e.Name)
	case *ast.BasicLit:
		if v := constant.MakeFromLiteral(e.Value, e.Kind, 0); v.Kind() == constant.Int {
			return v, nil
		}
	case *ast.UnaryExpr:
		if e.Op == token.SUB {
			return x.compute(constant.MakeInt64(0), e.Op, e.X)
		}
	case *ast.BinaryExpr:
		if left, err := x.evaluate(e.X); err != nil {
			return nil, err
		} else if e.Op == token.OR {
			return x.compute(left, e.Op, e.Y)
		}
	}
	return nil, fmt.Errorf("%s; want %s", source(e), wantArgument)
}

// source returns e as Go source. It does not use types.ExprString: go/types takes a seventh
// of the generator's build time.
func source(e ast.Expr) string {
	var b strings.Builder
	_ = printer.Fprint(&b, token.NewFileSet(), e) // writes to a Builder do not fail
	return b.String()
}

// compute returns left op right.
func (x evaluator) compute(left constant.Value, op token.Token, right ast.Expr) (constant.Value, error) {
	v, err := x.evaluate(right)
	if err != nil {
		return nil, err
	}
	return constant.BinaryOp(left, op, v), nil
}

// value returns the value of a constant.
func (x evaluator) value(name string) (constant.Value, error) {
	v, ok := x.constants(name, x.a)
	switch {
	case ok:
		return v, nil
	case constants.Known(name):
		return nil, fmt.Errorf("constant %s does not exist on %s; use another or its value", name, x.a.GOARCH)
	}
	return nil, fmt.Errorf("unknown constant %s; want %s", name, wantArgument)
}
