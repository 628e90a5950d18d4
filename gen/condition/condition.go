// Package condition reads the conditions of a policy: Go expressions over the arguments
// of a syscall and named constants.
//
// [Parse] parses the expression. [Expr.Bind] evaluates it for one entry point, with the
// places, widths and signs of its arguments and the values of its constants. The result
// is a [Meaning]: the exact set of arguments with a true condition, and tests of
// argument words to separate this set from the rest. The set is built bit by bit.
//
// Example: in a policy for amd64 the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// has the condition family == AF_UNIX. Bind evaluates its parts:
//
//	family              a term: bits 0 to 31 of arg0, with a sign
//	AF_UNIX             a constant: 1
//	family == AF_UNIX   Holds: all arguments with bit 0 of arg0 set and bits
//	                    1 to 31 clear; Tests: arg0.low == 0x1
//
// Package argset stores the set, package diagram arranges the tests.
//
// A name has the kernel's place, width and sign, from package abi. Bits of a signed
// argument are masked like unsigned ones. == accepts a number in either notation: an int
// of the kernel is -1 and 0xffffffff. An ID of 16 bits is widened as the kernel does, and
// 0xffff stands for -1.
//
// arg0 to arg5 are whole registers, without a sign. uint32(arg0) == AF_UNIX has the
// meaning above. Without uint32 the upper half counts too, and a second test is needed:
// arg0.high == 0x0. uint64(family) is the whole register of a named argument, unsigned:
// the kernel may drop its upper half.
//
// Terms are limited to one argument with & | ^ &^ << >> and constants. Every bit of a
// term is then a bit of the argument, an inverted bit, or constant, and a few tests of
// the words suffice: see [source]. The upper bits of a widened ID need one more.
package condition

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// Expr is a parsed condition, independent of an architecture.
type Expr struct {
	root ast.Expr
	text string
}

// Problem is a problem of a condition.
type Problem struct {
	// Offset is the place in the text, in bytes.
	Offset int
	// What is the problem. Hint is the remedy, or empty.
	What, Hint string
	// Name is the unknown argument or constant, for a better hint. It is empty for other
	// problems.
	Name string
}

// Machine holds the properties of an entry point that conditions depend on.
type Machine struct {
	// Width is the number of bits of a register, 32 or 64. It is 0 where an expression may
	// have no argument.
	Width int
	// Constant returns the value of a constant.
	Constant func(name string) (constant.Value, bool)
	// Argument returns the argument with a name. It is nil if arguments have no names.
	Argument func(name string) (abi.Argument, bool)
}

// Meaning is the meaning of a condition at one entry point.
type Meaning struct {
	// Holds is the set of arguments with a true condition.
	Holds argset.Set
	// Tests separate Holds from all other arguments.
	Tests []argset.Test
	// Equal lists arguments compared whole by ==, Unequal those compared by !=. Under a
	// ! they change places.
	Equal, Unequal []string
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
	renamed, restore := withoutKeywords(text)
	root, err := parser.ParseExpr(renamed)
	if err == nil {
		return Expr{root, text}, nil
	}
	p := &Problem{What: err.Error(), Hint: "a condition is a Go expression"}
	if list, ok := err.(scanner.ErrorList); ok {
		p.Offset, p.What = min(list[0].Pos.Offset, len(text)), restore.Replace(list[0].Msg)
	}
	if i := strings.Index(p.What, found); i >= 0 {
		i += len(found)
		p.What = p.What[:i] + csvfile.Short(p.What[i:])
	}
	return Expr{}, p
}

// withoutKeywords returns text with other identifiers, of the same length, in place of Go's
// keywords: the kernel has arguments called type, func and map. restore puts the keywords
// back into messages.
func withoutKeywords(text string) (renamed string, restore *strings.Replacer) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	out := []byte(text)
	var pairs []string
	for {
		pos, tok, lit := s.Scan()
		switch {
		case tok == token.EOF:
			return string(out), strings.NewReplacer(pairs...)
		case tok.IsKeyword():
			other := lit[:len(lit)-1] + "0"
			copy(out[file.Offset(pos):], other)
			pairs = append(pairs, other, lit)
		}
	}
}

// spelling returns an identifier as it is written.
func (e Expr) spelling(id *ast.Ident) string { return e.text[id.Pos()-1 : id.End()-1] }

// Names returns the distinct names in e: arguments, constants and conversions.
func (e Expr) Names() []string {
	names := make(map[string]bool)
	ast.Inspect(e.root, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			names[e.spelling(id)] = true
		}
		return true
	})
	return slices.Sorted(maps.Keys(names))
}

// Bind evaluates e for a machine, with sets of space. It returns all problems.
func (e Expr) Bind(m Machine, space *argset.Space) (Meaning, []Problem) {
	b := &binder{Machine: m, space: space, expr: e}
	x := b.operand(e.root)
	if len(b.problems) == 0 && x.kind != truth {
		b.fail(e.root, "compare it, as in cmd == 1", "%s is not a condition", describe(x))
	}
	if len(b.problems) > 0 {
		return Meaning{}, b.problems
	}
	return x.meaning, nil
}

// Value evaluates an expression of constants alone. It returns all problems.
func (e Expr) Value(constants func(name string) (constant.Value, bool)) (constant.Value, []Problem) {
	b := &binder{Machine: Machine{Constant: constants}, expr: e}
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
	expr     Expr
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
