// Package condition reads the conditions of a policy: Go expressions over the
// arguments of a call and the constants of golang.org/x/sys/unix.
//
// [Parse] finds the expression, [Expr.Bind] gives it its meaning on a machine, where
// arguments have a width and constants a value: the set of arguments for which it
// holds, built bit by bit as Go would compute it, and the tests by which a filter
// can tell that set.
package condition

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/scanner"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// Expr is a condition, not yet of any architecture.
type Expr struct {
	root ast.Expr
}

// Problem is one thing wrong with a condition.
type Problem struct {
	// Offset is where, in bytes.
	Offset int
	// What is wrong, and what was expected in its place.
	What, Want string
	// Name is the constant that is not known, for a hint at another; else empty.
	Name string
}

// Machine is what an architecture makes of a condition.
type Machine struct {
	// Width is how many bits an argument has, 32 or 64.
	Width int
	// Constant returns the value of a constant.
	Constant func(name string) (constant.Value, bool)
}

// Meaning is a condition on a machine.
type Meaning struct {
	// Holds is the arguments for which the condition holds.
	Holds argset.Set
	// Tests is enough to tell those from all others.
	Tests []argset.Test
}

const (
	// maxText is the most bytes of a condition. The expression is walked by recursion.
	maxText = 64 << 10
	// maxProblems is how many problems of a condition are reported at once.
	maxProblems = 100
)

// found is how the parser introduces what it quotes, which may be long.
const found = "found "

// Parse reads a condition. What it cannot read is a problem.
func Parse(text string) (Expr, *Problem) {
	if len(text) > maxText {
		return Expr{}, &Problem{What: fmt.Sprintf("a condition of %d bytes", len(text)), Want: fmt.Sprintf("%d at most, and several rows", maxText)}
	}
	root, err := parser.ParseExpr(text)
	if err == nil {
		return Expr{root}, nil
	}
	p := &Problem{What: err.Error(), Want: "a Go expression"}
	if list, ok := err.(scanner.ErrorList); ok {
		p.Offset, p.What = min(list[0].Pos.Offset, len(text)), list[0].Msg
	}
	if i := strings.Index(p.What, found); i >= 0 {
		i += len(found)
		p.What = p.What[:i] + csvfile.Short(p.What[i:])
	}
	return Expr{}, p
}

// Names returns the names in e, each once: of arguments, constants and conversions.
func (e Expr) Names() []string {
	names := make(map[string]bool)
	ast.Inspect(e.root, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			names[id.Name] = true
		}
		return true
	})
	return slices.Sorted(maps.Keys(names))
}

// Bind gives e its meaning on a machine, as sets of space. It returns all that is
// wrong with it there.
func (e Expr) Bind(m Machine, space *argset.Space) (Meaning, []Problem) {
	b := &binder{Machine: m, space: space}
	x := b.operand(e.root)
	if len(b.problems) == 0 && x.kind != truth {
		b.fail(e.root, "a condition, such as arg0 == 1", "%s is not true or false", describe(x))
	}
	if len(b.problems) > 0 {
		return Meaning{}, b.problems
	}
	return x.meaning, nil
}

// binder computes an expression, and gathers what is wrong with it.
type binder struct {
	Machine
	space    *argset.Space
	problems []Problem
}

// fail reports what is wrong with n. What comes of it is unknown, and is not
// reported again.
func (b *binder) fail(n ast.Node, want, what string, a ...any) operand {
	if len(b.problems) < maxProblems {
		b.problems = append(b.problems, Problem{Offset: int(n.Pos()) - 1, What: csvfile.Message(what, a...), Want: want})
	}
	return operand{}
}
