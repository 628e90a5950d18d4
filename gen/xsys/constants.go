package xsys

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// Constants returns the integer constants in the version of golang.org/x/sys/unix required
// by the module in dir, without the SYS_ constants.
func Constants(dir string) (constants.Table, error) {
	folder, err := find(dir)
	if err != nil {
		return nil, err
	}
	table, read := make(constants.Table), reader{token.NewFileSet(), make(map[string]*ast.File)}
	for i, a := range arch.All {
		files, err := sources(folder, a.GOARCH)
		if err != nil {
			return nil, err
		}
		scope, err := read.check(files, a.GOARCH)
		if err != nil {
			return nil, err
		}
		for _, name := range scope.Names() {
			v, err := integer(scope.Lookup(name))
			if err != nil {
				return nil, fmt.Errorf("%s on %s: %w", name, a.GOARCH, err)
			}
			if v == nil {
				continue
			}
			if table[name] == nil {
				table[name] = make([]constant.Value, len(arch.All))
			}
			table[name][i] = v
		}
	}
	return table, nil
}

// reader parses each file once: most are those of several architectures.
type reader struct {
	fset   *token.FileSet
	parsed map[string]*ast.File
}

// file returns the imports, types and constants of a file. Constants need nothing else.
func (r reader) file(name string) (*ast.File, error) {
	if f, ok := r.parsed[name]; ok {
		return f, nil
	}
	f, err := parser.ParseFile(r.fset, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		group, ok := d.(*ast.GenDecl)
		return !ok || group.Tok == token.VAR
	})
	r.parsed[name] = f
	return f, nil
}

// check returns the declarations in the files of a package. Its imports are stubs. Many
// types are invalid then, but constants do not need them.
func (r reader) check(files []string, goarch string) (*types.Scope, error) {
	var syntax []*ast.File
	for _, file := range files {
		f, err := r.file(file)
		if err != nil {
			return nil, err
		}
		syntax = append(syntax, f)
	}
	config := types.Config{
		Error:    func(error) {},
		Importer: stubs{},
		Sizes:    sizes(goarch),
	}
	// Missing declarations in stubs are errors, and expected.
	pkg, _ := config.Check(unixPath, r.fset, syntax, nil)
	return pkg.Scope(), nil
}

// sizes returns the sizes of Go's types. Only gccgo defines them for ppc.
func sizes(goarch string) types.Sizes {
	if s := types.SizesFor("gc", goarch); s != nil {
		return s
	}
	return types.SizesFor("gccgo", goarch)
}

// integer returns the value of an exported integer constant, and nil for SYS_ constants
// and other objects.
func integer(obj types.Object) (constant.Value, error) {
	c, ok := obj.(*types.Const)
	if !ok || !c.Exported() || strings.HasPrefix(c.Name(), "SYS_") {
		return nil, nil
	}
	switch c.Val().Kind() {
	case constant.Int:
		return c.Val(), nil
	case constant.Unknown:
		return nil, errors.New("unknown value: it overflows or depends on another package")
	}
	return nil, nil
}

// stubs imports packages reduced to the needs of constants.
type stubs struct{}

// Import returns the package at importPath.
func (stubs) Import(importPath string) (*types.Package, error) {
	if importPath == "unsafe" {
		return types.Unsafe, nil
	}
	pkg := types.NewPackage(importPath, path.Base(importPath))
	if importPath == "syscall" {
		declare(pkg, "Errno", types.Typ[types.Uintptr])
		declare(pkg, "Signal", types.Typ[types.Int])
	}
	pkg.MarkComplete()
	return pkg, nil
}

// declare adds a named type to a package.
func declare(pkg *types.Package, name string, underlying types.Type) {
	obj := types.NewTypeName(token.NoPos, pkg, name, nil)
	types.NewNamed(obj, underlying, nil)
	pkg.Scope().Insert(obj)
}
