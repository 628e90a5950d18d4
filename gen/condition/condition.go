// Package condition reads the conditions of a policy: Go expressions over the arguments
// of a syscall and the constants of golang.org/x/sys/unix.
//
// [Parse] parses the expression. [Expr.Bind] evaluates it for one machine, with the
// width of its arguments and the values of its constants. The result is a [Meaning]:
// the exact set of arguments with a true condition, and tests of argument words to
// separate this set from the rest. The set is built bit by bit, as Go would compute
// the expression.
//
// Example: in a policy for amd64 the rule
//
//	server,socket,,uint32(arg0) == AF_UNIX,only local sockets
//
// has the condition uint32(arg0) == AF_UNIX. Bind evaluates its parts:
//
//	arg0                      a term: bits 0 to 63 of arg0
//	uint32(arg0)              a term: bits 0 to 31 of arg0
//	AF_UNIX                   a constant: 1
//	uint32(arg0) == AF_UNIX   Holds: all arguments with bit 0 of arg0 set and bits
//	                          1 to 31 clear; Tests: arg0.low == 0x1
//
// Without uint32 the upper half counts too, and a second test is needed: arg0.high
// == 0x0. Package argset stores the set, package diagram arranges the tests.
//
// Terms are limited to one argument with & | ^ &^ << >> and constants. Every bit of a
// term is then a bit of the argument, an inverted bit, or constant, and a few tests of
// the words suffice: see [source].
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

// Expr is a parsed condition, independent of an architecture.
type Expr struct {
	root ast.Expr
}

// Problem is a problem of a condition.
type Problem struct {
	// Offset is the place in the text, in bytes.
	Offset int
	// What is the problem. Hint is the remedy, or empty.
	What, Hint string
	// Name is the unknown constant, for a better hint. It is empty for other problems.
	Name string
}

// Machine holds the properties of an architecture that conditions depend on.
type Machine struct {
	// Width is the number of bits of an argument, 32 or 64. It is 0 where an expression may
	// have no argument.
	Width int
	// Constant returns the value of a constant.
	Constant func(name string) (constant.Value, bool)
}

// Meaning is the meaning of a condition on one machine.
type Meaning struct {
	// Holds is the set of arguments with a true condition.
	Holds argset.Set
	// Tests separate Holds from all other arguments.
	Tests []argset.Test
}

const (
	// maxText limits the bytes of a condition, and so the depth of recursion.
	maxText = 64 << 10
	// maxProblems limits the reported problems of one condition.
	maxProblems = 100
)

// found precedes the quoted token in the parser's messages. The token may be long.
const found = "found "

// Parse parses a condition. The problem is nil for valid syntax.
func Parse(text string) (Expr, *Problem) {
	if len(text) > maxText {
		return Expr{}, &Problem{What: fmt.Sprintf("condition of %d bytes", len(text)), Hint: fmt.Sprintf("divide it among several rows: at most %d bytes each", maxText)}
	}
	root, err := parser.ParseExpr(text)
	if err == nil {
		return Expr{root}, nil
	}
	p := &Problem{What: err.Error(), Hint: "a condition is a Go expression"}
	if list, ok := err.(scanner.ErrorList); ok {
		p.Offset, p.What = min(list[0].Pos.Offset, len(text)), list[0].Msg
	}
	if i := strings.Index(p.What, found); i >= 0 {
		i += len(found)
		p.What = p.What[:i] + csvfile.Short(p.What[i:])
	}
	return Expr{}, p
}

// Names returns the distinct names in e: arguments, constants and conversions.
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

// Bind evaluates e on a machine, with sets of space. It returns all problems.
func (e Expr) Bind(m Machine, space *argset.Space) (Meaning, []Problem) {
	b := &binder{Machine: m, space: space}
	x := b.operand(e.root)
	if len(b.problems) == 0 && x.kind != truth {
		b.fail(e.root, "compare it, as in arg0 == 1", "%s is not a condition", describe(x))
	}
	if len(b.problems) > 0 {
		return Meaning{}, b.problems
	}
	return x.meaning, nil
}

// Value evaluates an expression of constants alone. It returns all problems.
func (e Expr) Value(constants func(name string) (constant.Value, bool)) (constant.Value, []Problem) {
	b := &binder{Machine: Machine{Constant: constants}}
	x := b.operand(e.root)
	if len(b.problems) == 0 && x.kind != number {
		b.fail(e.root, "write a number, or constants with operators", "%s in place of a constant", describe(x))
	}
	if len(b.problems) > 0 {
		return nil, b.problems
	}
	return x.number, nil
}

// binder evaluates an expression and collects problems.
type binder struct {
	Machine
	space    *argset.Space
	problems []Problem
}

// fail reports a problem of n. The returned operand is wrong: operations on it report
// nothing.
func (b *binder) fail(n ast.Node, hint, what string, a ...any) operand {
	if len(b.problems) < maxProblems {
		b.problems = append(b.problems, Problem{Offset: int(n.Pos()) - 1, What: csvfile.Message(what, a...), Hint: hint})
	}
	return operand{}
}
