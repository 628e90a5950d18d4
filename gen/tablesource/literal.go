package tablesource

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// number returns the value of a literal or of a constant, of this package or of package
// tables. A missing field is 0.
func (r *reader) number(e ast.Expr) uint32 {
	switch e := e.(type) {
	case nil:
		return 0
	case *ast.SelectorExpr:
		if r.identifier(e.X) == "tables" {
			return r.number(e.Sel)
		}
	case *ast.BasicLit:
		if n, err := strconv.ParseUint(e.Value, 0, 32); err == nil && e.Kind == token.INT {
			return uint32(n)
		}
	case *ast.Ident:
		if n, ok := r.constants[e.Name]; ok {
			return n
		}
	}
	r.fail(e, "want a 32-bit number or a constant")
	return 0
}

// text returns the value of a string, or of several joined by +.
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
	r.fail(e, "want a string")
	return ""
}

func (r *reader) identifier(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	r.fail(e, "want an identifier")
	return ""
}

// boolean returns the value of true or false. A missing field is false.
func (r *reader) boolean(e ast.Expr) bool {
	if e == nil {
		return false
	}
	name := r.identifier(e)
	if name != "true" && name != "false" {
		r.fail(e, "want true or false")
	}
	return name == "true"
}

// elements returns the elements of a composite literal. A missing field has none.
func (r *reader) elements(e ast.Expr) []ast.Expr {
	if e == nil {
		return nil
	}
	if lit, ok := e.(*ast.CompositeLit); ok {
		return lit.Elts
	}
	r.fail(e, "want a composite literal")
	return nil
}

// fields returns the values of a literal's fields. They must have these names, in this
// order. A name ending in ? is optional; the value of a missing field is nil.
func (r *reader) fields(e ast.Expr, names ...string) []ast.Expr {
	elements := r.elements(e)
	values := make([]ast.Expr, len(names))
	for i, name := range names {
		name, optional := strings.CutSuffix(name, "?")
		if len(elements) > 0 {
			pair, ok := elements[0].(*ast.KeyValueExpr)
			if ok && r.identifier(pair.Key) == name {
				values[i], elements = pair.Value, elements[1:]
				continue
			}
		}
		if !optional {
			values[i] = &ast.BadExpr{From: e.Pos(), To: e.End()}
			r.fail(e, "missing field %s", name)
		}
	}
	if len(elements) > 0 {
		r.fail(elements[0], "unexpected field, want %v", names)
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
			r.fail(element, "want a syscall and a number")
			return nil
		}
		out = append(out, Relation{pair[0], pair[1]})
	}
	return out
}

// profile returns the fields of a tables.ProfileData.
func (r *reader) profile(e ast.Expr) Profile {
	f := r.fields(e, "Name", "Description", "Violation", "Unknown", "UnknownDefault?", "Allowed", "Conditional?", "Overrides?", "Selectors?", "Compat?", "CompatOverrides?", "CompatUnknown?", "Program")
	return Profile{
		Name: r.text(f[0]), Description: r.text(f[1]), Violation: r.number(f[2]), Unknown: r.number(f[3]),
		UnknownDefault: r.boolean(f[4]), Allowed: r.intervals(f[5]), Conditional: r.intervals(f[6]), Overrides: r.overrides(f[7]),
		Selectors: r.selectors(f[8]), Compat: r.compat(f[9]), CompatOverrides: r.overrides(f[10]), CompatUnknown: r.intervals(f[11]), Program: r.program(f[12]),
	}
}

func (r *reader) overrides(e ast.Expr) []Override {
	var out []Override
	for _, element := range r.elements(e) {
		f := r.fields(element, "First", "Last", "Action")
		out = append(out, Override{r.number(f[0]), r.number(f[1]), r.number(f[2])})
	}
	return out
}

func (r *reader) selectors(e ast.Expr) []Selector {
	var out []Selector
	for _, element := range r.elements(e) {
		f := r.fields(element, "Multiplexer", "Call", "Mask", "Value", "Allowed?", "Action")
		out = append(out, Selector{r.number(f[0]), r.number(f[1]), r.number(f[2]), r.number(f[3]), r.boolean(f[4]), r.number(f[5])})
	}
	return out
}

// compat returns the numbers of the companion ABI, in a variable shared by all profiles.
func (r *reader) compat(e ast.Expr) []Relation {
	if e == nil {
		return nil
	}
	list, ok := r.variables[r.identifier(e)]
	if !ok {
		r.fail(e, "want a variable of this file")
		return nil
	}
	var out []Relation
	for _, element := range r.elements(list) {
		f := r.fields(element, "Call", "Number")
		out = append(out, Relation{r.number(f[0]), r.number(f[1])})
	}
	return out
}

func (r *reader) program(e ast.Expr) bpf.Program {
	f := r.fields(e, "Instructions", "Body", "Compat?", "Denied", "Unknown")
	p := bpf.Program{Body: int(r.number(f[1])), Compat: int(r.number(f[2])), Denied: r.places(f[3]), Unknown: r.places(f[4])}
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
