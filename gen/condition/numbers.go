package condition

import (
	"go/ast"
	"go/constant"
	"go/token"
)

// Number is a number in a condition, written without a constant.
type Number struct {
	// Offset is its place in the text, in bytes.
	Offset int
	Value  uint64
}

// Numbers returns the numbers compared by == or != with an argument of that name, converted
// or not.
func (e Expr) Numbers(argument string) []Number {
	var list []Number
	add := func(x, y ast.Expr) {
		if !e.isArgument(x, argument) {
			return
		}
		v, problems := Expr{y, e.text}.Value(func(string) (constant.Value, bool) { return nil, false })
		if len(problems) > 0 {
			return
		}
		if n, ok := constant.Uint64Val(v); ok {
			list = append(list, Number{int(y.Pos()) - 1, n})
		}
	}
	ast.Inspect(e.root, func(n ast.Node) bool {
		if x, ok := n.(*ast.BinaryExpr); ok && (x.Op == token.EQL || x.Op == token.NEQ) {
			add(x.X, x.Y)
			add(x.Y, x.X)
		}
		return true
	})
	return list
}

// isArgument reports whether x is an argument of that name, perhaps in parentheses or
// converted.
func (e Expr) isArgument(x ast.Expr, name string) bool {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return e.isArgument(x.X, name)
	case *ast.CallExpr:
		return len(x.Args) == 1 && e.isArgument(x.Args[0], name)
	case *ast.Ident:
		return e.spelling(x) == name
	}
	return false
}

// Find returns the offset of the first use of a name.
func (e Expr) Find(name string) (offset int, ok bool) {
	ast.Inspect(e.root, func(n ast.Node) bool {
		if x, is := n.(*ast.Ident); is && !ok && e.spelling(x) == name {
			offset, ok = int(x.Pos())-1, true
		}
		return !ok
	})
	return offset, ok
}
