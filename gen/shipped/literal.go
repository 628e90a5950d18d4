package shipped

import (
	"go/ast"
	"go/token"
	"strconv"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// number is a literal, or a constant's value.
func (r *reader) number(e ast.Expr) uint32 {
	switch e := e.(type) {
	case *ast.BasicLit:
		if n, err := strconv.ParseUint(e.Value, 0, 32); err == nil && e.Kind == token.INT {
			return uint32(n)
		}
	case *ast.Ident:
		if n, ok := r.constants[e.Name]; ok {
			return n
		}
	}
	r.fail(e, "expected a number of 32 bits or a constant")
	return 0
}

// text is a string, or several joined by +.
func (r *reader) text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return r.text(e.X) + r.text(e.Y)
		}
	}
	r.fail(e, "expected a string")
	return ""
}

func (r *reader) identifier(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	r.fail(e, "expected an identifier")
	return ""
}

// elements is what a composite literal lists.
func (r *reader) elements(e ast.Expr) []ast.Expr {
	if lit, ok := e.(*ast.CompositeLit); ok {
		return lit.Elts
	}
	r.fail(e, "expected a composite literal")
	return nil
}

// fields returns the values of a literal that has exactly the named fields, in
// that order.
func (r *reader) fields(e ast.Expr, names ...string) []ast.Expr {
	elements := r.elements(e)
	values := make([]ast.Expr, len(names))
	for i, name := range names {
		values[i] = &ast.BadExpr{From: e.Pos(), To: e.End()}
		if len(elements) != len(names) {
			r.fail(e, "expected the fields %v", names)
			continue
		}
		pair, ok := elements[i].(*ast.KeyValueExpr)
		if !ok || r.identifier(pair.Key) != name {
			r.fail(elements[i], "expected the field %s", name)
			continue
		}
		values[i] = pair.Value
	}
	return values
}

func (r *reader) numbers(e ast.Expr) []uint32 {
	var out []uint32
	for _, element := range r.elements(e) {
		out = append(out, r.number(element))
	}
	return out
}

func (r *reader) intervals(e ast.Expr) []interval.Interval {
	var out []interval.Interval
	for _, element := range r.elements(e) {
		f := r.fields(element, "First", "Last")
		out = append(out, interval.Interval{First: r.number(f[0]), Last: r.number(f[1])})
	}
	return out
}

func (r *reader) relations(e ast.Expr) []Relation {
	var out []Relation
	for _, element := range r.elements(e) {
		pair := r.numbers(element)
		if len(pair) != 2 {
			r.fail(element, "expected a call and a number")
			return nil
		}
		out = append(out, Relation{pair[0], pair[1]})
	}
	return out
}

func (r *reader) profile(e ast.Expr) Profile {
	f := r.fields(e, "Name", "Description", "Violation", "Unknown", "Allowed", "Program")
	return Profile{
		Name: r.text(f[0]), Description: r.text(f[1]), Violation: r.number(f[2]), Unknown: r.number(f[3]),
		Allowed: r.intervals(f[4]), Program: r.program(f[5]),
	}
}

func (r *reader) program(e ast.Expr) bpf.Program {
	f := r.fields(e, "Instructions", "Body", "Denied", "Unknown")
	p := bpf.Program{Body: int(r.number(f[1])), Denied: r.places(f[2]), Unknown: r.places(f[3])}
	for _, element := range r.elements(f[0]) {
		i := r.fields(element, "Code", "Jt", "Jf", "K")
		p.Instructions = append(p.Instructions, bpf.Instruction{
			Code: uint16(r.number(i[0])), JT: uint8(r.number(i[1])), JF: uint8(r.number(i[2])), K: r.number(i[3]),
		})
	}
	return p
}

func (r *reader) places(e ast.Expr) []int {
	var out []int
	for _, n := range r.numbers(e) {
		out = append(out, int(n))
	}
	return out
}
