package tablesource

import (
	"go/ast"
	"strings"
)

// ReadPrograms reads the profiles in the text of a file zprofiles_linux_GOARCH.go, without
// their lists of numbers: these need the constants of package tables. name is for errors. It
// reads files of earlier versions too.
func ReadPrograms(name string, text []byte, goarch string) ([]Profile, error) {
	r := newReader()
	r.source(name, text, "linux && "+goarch)
	var out []Profile
	for _, variable := range r.order {
		if strings.HasPrefix(variable, "compat_") {
			continue
		}
		e := r.variables[variable]
		out = append(out, Profile{
			Name: r.text(r.field(e, "Name")), Violation: r.number(r.field(e, "Violation")), Unknown: r.number(r.field(e, "Unknown")),
			Program: r.program(r.field(e, "Program")),
		})
	}
	return out, r.err
}

// field returns the value of one field of a literal.
func (r *reader) field(e ast.Expr, name string) ast.Expr {
	for _, element := range r.elements(e) {
		if pair, ok := element.(*ast.KeyValueExpr); ok && r.identifier(pair.Key) == name {
			return pair.Value
		}
	}
	r.fail(e, "missing field %s", name)
	return &ast.BadExpr{From: e.Pos(), To: e.End()}
}
