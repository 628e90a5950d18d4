package flow

import (
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"

	"golang.org/x/tools/go/ssa"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
)

// unit is a package loaded from source, with its path in symbols. Its imports are loaded from
// export data, so a function of another package has no body here: symbols join the units.
type unit struct {
	*build.Package
	types *types.Package
	ssa   *ssa.Package
}

// loader loads packages of programs for one architecture.
type loader struct {
	goarch  string
	fset    *token.FileSet
	sizes   types.Sizes
	ssa     *ssa.Program
	imports types.Importer
	// exports holds the files with the types of packages, by import path.
	exports map[string]string
	units   map[string]*unit
}

func newLoader(goarch string, fset *token.FileSet) *loader {
	l := &loader{
		goarch: goarch, fset: fset, sizes: types.SizesFor("gc", goarch), ssa: ssa.NewProgram(fset, 0),
		exports: make(map[string]string), units: make(map[string]*unit),
	}
	l.imports = importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if l.exports[path] == "" {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(l.exports[path])
	})
	return l
}

// add adds the export data of a program's packages.
func (l *loader) add(packages map[string]*build.Package) {
	for path, p := range packages {
		l.exports[path] = p.Export
	}
}

// load parses, checks and builds a package, once.
func (l *loader) load(p *build.Package) (*unit, error) {
	if u, ok := l.units[p.ImportPath]; ok {
		return u, nil
	}
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(l.fset, p.Path(name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
	}
	var errs []error
	config := types.Config{
		Importer: packageImporter{l, p}, Sizes: l.sizes,
		Error: func(err error) { errs = append(errs, err) },
	}
	pkg, err := config.Check(p.SymbolPath(), l.fset, files, info)
	if err != nil {
		return nil, fmt.Errorf("checking %s: %w", p.ImportPath, errors.Join(errs[:min(len(errs), 3)]...))
	}
	if err := l.createImports(pkg); err != nil {
		return nil, err
	}
	u := &unit{p, pkg, l.ssa.CreatePackage(pkg, files, info, false)}
	u.ssa.Build()
	l.units[p.ImportPath] = u
	return u, nil
}

// createImports creates packages without bodies for all imports of a package. Until it is
// imported itself, a package holds only the objects in the types of others.
func (l *loader) createImports(pkg *types.Package) error {
	for _, p := range pkg.Imports() {
		if l.ssa.ImportedPackage(p.Path()) != nil {
			continue
		}
		p, err := l.imports.Import(p.Path())
		if err != nil {
			return err
		}
		l.ssa.CreatePackage(p, nil, nil, true)
		if err := l.createImports(p); err != nil {
			return err
		}
	}
	return nil
}

// packageImporter imports for one package: its import map applies.
type packageImporter struct {
	*loader
	importing *build.Package
}

func (i packageImporter) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if mapped, ok := i.importing.ImportMap[path]; ok {
		path = mapped
	}
	return i.imports.Import(path)
}
