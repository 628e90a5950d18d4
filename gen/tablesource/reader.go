package tablesource

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"slices"
)

// reader collects the declarations of files and keeps the first error. After it the
// results are incomplete.
type reader struct {
	fset      *token.FileSet
	constants map[string]uint32
	texts     map[string]string
	// variables holds the values of variables not yet taken, order their names in the
	// order of the files.
	variables map[string]ast.Expr
	order     []string
	err       error
}

func newReader() *reader {
	return &reader{
		fset:      token.NewFileSet(),
		constants: make(map[string]uint32),
		texts:     make(map[string]string),
		variables: make(map[string]ast.Expr),
	}
}

// fail records an error at n unless there is one already.
func (r *reader) fail(n ast.Node, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: %s", r.fset.Position(n.Pos()), fmt.Sprintf(format, args...))
	}
}

// file collects the declarations of a file with the build constraint tag.
func (r *reader) file(path, tag string) { r.source(path, nil, tag) }

// source is like file, for text in place of the file at path.
func (r *reader) source(path string, text any, tag string) {
	f, err := parser.ParseFile(r.fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		if r.err == nil {
			r.err = err
		}
		return
	}
	if got := buildTag(f); got != tag {
		r.fail(f, "build constraint %q, want %q", got, tag)
	}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			r.fail(d, "unexpected function, want constants and variables")
			return
		}
		for _, s := range g.Specs {
			if v, ok := s.(*ast.ValueSpec); ok {
				r.declare(g.Tok, v)
			}
		}
	}
}

// buildTag returns the expression of a file's go:build line.
func buildTag(f *ast.File) string {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if x, err := constraint.Parse(c.Text); err == nil && c.Pos() < f.Package {
				return x.String()
			}
		}
	}
	return ""
}

// declare records a constant or a variable.
func (r *reader) declare(kind token.Token, v *ast.ValueSpec) {
	if len(v.Names) != 1 || len(v.Values) != 1 {
		r.fail(v, "want one name and one value")
		return
	}
	name, value := v.Names[0].Name, v.Values[0]
	switch {
	case kind == token.CONST && v.Type == nil:
		r.texts[name] = r.text(value)
	case kind == token.CONST:
		r.constants[name] = r.number(value)
	default:
		r.variables[name] = value
		r.order = append(r.order, name)
	}
}

// take removes a variable and returns its value.
func (r *reader) take(name string) ast.Expr {
	value, ok := r.variables[name]
	if !ok {
		if r.err == nil {
			r.err = fmt.Errorf("no variable %s", name)
		}
		return &ast.BadExpr{}
	}
	delete(r.variables, name)
	r.order = slices.DeleteFunc(slices.Clone(r.order), func(n string) bool { return n == name })
	return value
}
