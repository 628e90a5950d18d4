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

// readArgument returns the bits of an argument on a. A negative number has its two's
// complement in the width of a.
func readArgument(text string, a *arch.Arch) (uint64, error) {
	e, err := parser.ParseExpr(text)
	if err != nil {
		return 0, fmt.Errorf("%q; want %s", text, wantArgument)
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
	return 0, fmt.Errorf("%s does not fit; want a number of %d bits", text, width)
}

// wantArgument describes an argument in error messages.
const wantArgument = "an integer, a constant of golang.org/x/sys/unix, or several with | between them"

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
	return nil, fmt.Errorf("%s; want %s", source(e), wantArgument)
}

// source returns e as Go source. It does not use types.ExprString: go/types takes a seventh
// of the generator's build time.
func source(e ast.Expr) string {
	var b strings.Builder
	_ = printer.Fprint(&b, token.NewFileSet(), e) // writes to a Builder do not fail
	return b.String()
}

// compute returns x op y with the constants of a.
func compute(x constant.Value, op token.Token, y ast.Expr, a *arch.Arch) (constant.Value, error) {
	v, err := evaluate(y, a)
	if err != nil {
		return nil, err
	}
	return constant.BinaryOp(x, op, v), nil
}

// value returns the value of a constant on a.
func value(name string, a *arch.Arch) (constant.Value, error) {
	v, ok := constants.Value(name, a)
	switch {
	case ok:
		return v, nil
	case constants.Known(name):
		return nil, fmt.Errorf("constant %s does not exist on %s; use another or its value", name, a.GOARCH)
	}
	return nil, fmt.Errorf("unknown constant %s; want %s", name, wantArgument)
}
