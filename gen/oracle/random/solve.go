package random

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// atom holds words for an argument at and around the boundary of one comparison.
type atom struct {
	arg   int
	words []uint64
}

// solver finds the atoms of conditions at the entry points of an architecture. Package
// go/types evaluates their constants.
type solver struct {
	constants func(name, goarch string) (constant.Value, bool)
	goarch    string
	scope     *types.Package
	// parameters holds the parameters of the current entry point.
	parameters []oracle.Parameter
}

// newSolver returns a solver for conditions on goarch.
func newSolver(constants func(name, goarch string) (constant.Value, bool), goarch string) *solver {
	return &solver{constants: constants, goarch: goarch, scope: types.NewPackage("unix", "unix")}
}

// atoms returns the atoms of a condition at an entry point, one per comparison with an
// argument.
func (s *solver) atoms(when, entry string) ([]atom, error) {
	if when == "" {
		return nil, nil
	}
	condition, err := oracle.Parse(when)
	if err != nil {
		return nil, err
	}
	s.parameters = oracle.Parameters(entry, s.goarch)
	var out []atom
	ast.Inspect(condition, func(n ast.Node) bool {
		e, ok := n.(*ast.BinaryExpr)
		if !ok || e.Op.Precedence() != token.EQL.Precedence() {
			return true
		}
		x, y := e.X, e.Y
		if s.argument(x) < 0 {
			x, y = y, x
		}
		if v, ok := s.value(y); ok && s.argument(x) >= 0 {
			out = append(out, atom{s.argument(x), s.invert(x, []uint64{v, v - 1, v + 1})})
		}
		return false
	})
	return out, nil
}

// argument returns the index of the argument in an expression, or -1.
func (s *solver) argument(e ast.Expr) int {
	arg := -1
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if digit, ok := strings.CutPrefix(id.Name, "arg"); ok && len(digit) == 1 && digit[0] >= '0' && digit[0] <= '5' {
			arg = int(digit[0] - '0')
		} else if i := slices.IndexFunc(s.parameters, func(p oracle.Parameter) bool { return p.Name == oracle.Name(id.Name) }); i >= 0 {
			arg = i
		}
		return true
	})
	return arg
}

// value returns the low 64 bits of a constant expression.
func (s *solver) value(e ast.Expr) (uint64, bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && s.scope.Scope().Lookup(id.Name) == nil {
			if v, ok := s.constants(id.Name, s.goarch); ok {
				s.scope.Scope().Insert(types.NewConst(token.NoPos, s.scope, id.Name, types.Typ[types.UntypedInt], v))
			}
		}
		return true
	})
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue)}
	if err := types.CheckExpr(token.NewFileSet(), s.scope, token.NoPos, e, info); err != nil || info.Types[e].Value == nil {
		return 0, false
	}
	low := constant.BinaryOp(constant.ToInt(info.Types[e].Value), token.AND, constant.MakeUint64(1<<64-1))
	return constant.Uint64Val(low)
}

// invert returns words of an argument for which the term e has a value in want. It
// ignores the limits of types, so some words may give other values.
func (s *solver) invert(e ast.Expr, want []uint64) []uint64 {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return s.invert(e.X, want)
	case *ast.CallExpr:
		return s.invert(e.Args[0], want)
	case *ast.BinaryExpr:
		term, other := e.X, e.Y
		left := s.argument(term) < 0
		if left {
			term, other = other, term
		}
		c, _ := s.value(other)
		var more []uint64
		for _, w := range want {
			more = append(more, before(e.Op, w, c, left)...)
		}
		return s.invert(term, more)
	}
	return want
}

// before returns words x with x op c == w, or with c op x == w if left is set.
func before(op token.Token, w, c uint64, left bool) []uint64 {
	switch op {
	case token.AND:
		return []uint64{w, w | ^c}
	case token.OR:
		return []uint64{w, w &^ c}
	case token.XOR:
		return []uint64{w ^ c}
	case token.SHL:
		return []uint64{w >> c, w>>c | ^(^uint64(0) >> c)}
	case token.SHR:
		return []uint64{w << c, w<<c | (1<<c - 1)}
	}
	// op is &^.
	if left {
		return []uint64{c &^ w, ^w}
	}
	return []uint64{w, w | c}
}
