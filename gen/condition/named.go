package condition

import (
	"go/ast"
	"strings"
)

// Arguments returns the indexes among arg0 to arg5 that e mentions.
func (e Expr) Arguments() []int {
	var list []int
	for _, name := range e.Names() {
		if i, ok := index(name); ok {
			list = append(list, i)
		}
	}
	return list
}

// Whole lists the arguments in uint64(), by name.
func (e Expr) Whole() []string {
	var list []string
	ast.Inspect(e.root, func(n ast.Node) bool {
		if x, ok := n.(*ast.CallExpr); ok && len(x.Args) == 1 && isWhole(x) {
			if id, ok := x.Args[0].(*ast.Ident); ok {
				list = append(list, e.spelling(id))
			}
		}
		return true
	})
	return list
}

// isWhole reports whether x is uint64().
func isWhole(x *ast.CallExpr) bool {
	to, ok := x.Fun.(*ast.Ident)
	return ok && to.Name == wholeRegister
}

// index returns the index of arg0 to arg5.
func index(name string) (i int, ok bool) {
	digit, ok := strings.CutPrefix(name, "arg")
	if !ok || len(digit) != 1 || digit[0] < '0' || digit[0] > '5' {
		return 0, false
	}
	return int(digit[0] - '0'), true
}

// Named returns the text of e with names in place of arg0 to arg5, and of conversions of
// these other than uint64(). An empty name leaves its argument as it is.
func (e Expr) Named(names [6]string) string {
	var b strings.Builder
	done := 0
	ast.Inspect(e.root, func(n ast.Node) bool {
		name := ""
		switch n := n.(type) {
		case *ast.CallExpr:
			if len(n.Args) == 1 && !isWhole(n) {
				name = e.named(n.Args[0], names)
			}
		case *ast.Ident:
			name = e.named(n, names)
		}
		if name == "" {
			return true
		}
		b.WriteString(e.text[done:int(n.Pos())-1] + name)
		done = int(n.End()) - 1
		return false
	})
	b.WriteString(e.text[done:])
	return b.String()
}

// named returns the name for an identifier of arg0 to arg5, or the empty string.
func (e Expr) named(x ast.Expr, names [6]string) string {
	if id, ok := x.(*ast.Ident); ok {
		if i, ok := index(e.spelling(id)); ok {
			return names[i]
		}
	}
	return ""
}
