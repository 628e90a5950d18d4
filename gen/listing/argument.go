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

// readArgument returns the value of an argument on a, as its bits.
func readArgument(text string, a *arch.Arch) (uint64, error) {
	e, err := parser.ParseExpr(text)
	if err != nil {
		return 0, fmt.Errorf("%q, expected %s", text, wantArgument)
	}
	v, err := evaluate(e, a)
	if err != nil {
		return 0, err
	}
	width := a.Width
	if n, ok := constant.Uint64Val(v); ok && bits.Len64(n) <= width {
		return n, nil
	}
	if n, ok := constant.Int64Val(v); ok && n < 0 && n >= -1<<(width-1) {
		return uint64(n) << (64 - width) >> (64 - width), nil
	}
	return 0, fmt.Errorf("%s does not fit, expected a number of %d bits", text, width)
}

const wantArgument = "an integer, constants of golang.org/x/sys/unix, or several with | between"

// evaluate computes an expression with the constants of a.
func evaluate(e ast.Expr, a *arch.Arch) (constant.Value, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return evaluate(e.X, a)
	case *ast.Ident:
		return value(e.Name, a)
	case *ast.BasicLit:
		if v := constant.MakeFromLiteral(e.Value, e.Kind, 0); v.Kind() == constant.Int {
			return v, nil
		}
	case *ast.UnaryExpr:
		if e.Op == token.SUB {
			return compute(constant.MakeInt64(0), e.Op, e.X, a)
		}
	case *ast.BinaryExpr:
		if x, err := evaluate(e.X, a); err != nil {
			return nil, err
		} else if e.Op == token.OR {
			return compute(x, e.Op, e.Y, a)
		}
	}
	return nil, fmt.Errorf("%s, expected %s", source(e), wantArgument)
}

// source returns e as Go source. types.ExprString does as well, but go/types takes a
// seventh of the time in which the generator is built.
func source(e ast.Expr) string {
	var b strings.Builder
	_ = printer.Fprint(&b, token.NewFileSet(), e) // a Builder takes every byte
	return b.String()
}

// compute computes x and the expression y.
func compute(x constant.Value, op token.Token, y ast.Expr, a *arch.Arch) (constant.Value, error) {
	v, err := evaluate(y, a)
	if err != nil {
		return nil, err
	}
	return constant.BinaryOp(x, op, v), nil
}

// value returns a constant of a.
func value(name string, a *arch.Arch) (constant.Value, error) {
	v, ok := constants.Value(name, a)
	switch {
	case ok:
		return v, nil
	case constants.Known(name):
		return nil, fmt.Errorf("constant %s does not exist on %s, expected another or its value", name, a.GOARCH)
	}
	return nil, fmt.Errorf("unknown constant %s, expected %s", name, wantArgument)
}
