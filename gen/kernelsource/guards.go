package kernelsource

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
)

// truth is the value of a preprocessor condition.
type truth int8

const (
	unknown truth = iota
	yes
	no
)

// known returns the truth of b.
func known(b bool) truth {
	if b {
		return yes
	}
	return no
}

// not returns the negation of t.
func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}

// and returns the conjunction of two values.
func (t truth) and(u truth) truth {
	switch {
	case t == no || u == no:
		return no
	case t == yes && u == yes:
		return yes
	}
	return unknown
}

// or returns the disjunction of two values.
func (t truth) or(u truth) truth { return t.not().and(u.not()).not() }

// options gives the value of an option of Kconfig, without CONFIG_.
type options func(name string) truth

// guard is a conjunction of preprocessor conditions.
type guard []string

// holds evaluates g.
func (g guard) holds(value options) truth {
	all := yes
	for _, text := range g {
		all = all.and(evaluate(text, value))
	}
	return all
}

// defined matches the operator of the preprocessor without parentheses.
var defined = regexp.MustCompile(`\bdefined\s+(\w+)`)

// evaluate returns the value of a condition in C, or in the language of Kconfig. Its
// operators are those of Go. Whatever else it holds is unknown.
func evaluate(text string, value options) truth {
	text = defined.ReplaceAllString(text, "defined($1)")
	e, err := parser.ParseExpr(text)
	if err != nil {
		return unknown
	}
	return value.of(e)
}

// of evaluates an expression.
func (value options) of(e ast.Expr) truth {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return value.of(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return value.of(e.X).not()
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			return value.of(e.X).and(value.of(e.Y))
		case token.LOR:
			return value.of(e.X).or(value.of(e.Y))
		}
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.Ident); ok && len(e.Args) == 1 && (f.Name == "defined" || f.Name == "IS_ENABLED") {
			return value.of(e.Args[0])
		}
	case *ast.Ident:
		if name, ok := strings.CutPrefix(e.Name, "CONFIG_"); ok {
			return value(name)
		}
	case *ast.BasicLit:
		return known(e.Value != "0")
	}
	return unknown
}

// guards follows the preprocessor lines of a file.
type guards struct {
	// stack holds, for each open #if, the conditions of its branches so far. All but the
	// last are negated.
	stack [][]string
}

// directive matches a preprocessor line of interest.
var directive = regexp.MustCompile(`^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b\s*(.*)`)

// line follows one line.
func (g *guards) line(text string) {
	m := directive.FindStringSubmatch(text)
	if m == nil {
		return
	}
	condition, _, _ := strings.Cut(m[2], "/*")
	condition = strings.TrimSpace(condition)
	switch last := len(g.stack) - 1; m[1] {
	case "if":
		g.stack = append(g.stack, []string{condition})
	case "ifdef":
		g.stack = append(g.stack, []string{"defined(" + condition + ")"})
	case "ifndef":
		g.stack = append(g.stack, []string{"!defined(" + condition + ")"})
	case "elif", "else":
		if last >= 0 {
			branches := g.stack[last]
			branches[len(branches)-1] = "!(" + branches[len(branches)-1] + ")"
			if m[1] == "else" {
				condition = "1"
			}
			g.stack[last] = append(branches, condition)
		}
	case "endif":
		if last >= 0 {
			g.stack = g.stack[:last]
		}
	}
}

// now returns the guard of the current line.
func (g *guards) now() guard {
	var all guard
	for _, branches := range g.stack {
		all = append(all, branches...)
	}
	return all
}
