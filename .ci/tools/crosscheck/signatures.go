package main

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
)

// keepSignatures removes the bodies of functions from a file of the standard library, and
// the names of imports that only bodies used. The rest is enough to type-check what uses
// the library. go/types asks for the bodies of generic functions and of init: they stay. So
// does all of a file with an import as a dot: nothing tells its names from others.
func keepSignatures(file *ast.File) {
	if slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool { return importName(spec) == "." }) {
		return
	}
	used := make(map[string]bool)
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name != "init" && !generic(f) {
			f.Body = nil
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok {
					used[x.Name] = true
				}
			}
			return true
		})
	}
	for _, spec := range file.Imports {
		if !used[importName(spec)] {
			spec.Name = ast.NewIdent("_")
		}
	}
}

// generic reports whether a function or its receiver has type parameters.
func generic(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return f.Type.TypeParams != nil
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	_, plain := receiver.(*ast.Ident)
	return !plain
}

// version matches the last element of a path such as math/rand/v2.
var version = regexp.MustCompile(`^v[0-9]+$`)

// importName returns the name of an import of the standard library in its file.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	// The parser has checked the literal.
	imported, _ := strconv.Unquote(spec.Path.Value)
	if version.MatchString(path.Base(imported)) {
		imported = path.Dir(imported)
	}
	return path.Base(imported)
}
