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
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
)

// unit is a package loaded from source, with its path in symbols. Its imports are loaded from export data, so a
// function of another package has no body here: symbols join the units.
type unit struct {
	*build.Package
	types *types.Package
	ssa   *ssa.Package
}

// load parses, checks and builds a package, once.
func (w *World) load(p *build.Package) (*unit, error) {
	if u, ok := w.units[p.ImportPath]; ok {
		return u, nil
	}
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(w.fset, p.Path(name), nil, parser.SkipObjectResolution)
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
		Importer: unitImporter{w, p}, Sizes: w.sizes,
		Error: func(err error) { errs = append(errs, err) },
	}
	pkg, err := config.Check(p.SymbolPath(), w.fset, files, info)
	if err != nil {
		return nil, fmt.Errorf("checking %s: %w", p.ImportPath, errors.Join(errs[:min(len(errs), 3)]...))
	}
	if err := w.createImports(pkg); err != nil {
		return nil, err
	}
	u := &unit{p, pkg, w.ssa.CreatePackage(pkg, files, info, false)}
	u.ssa.Build()
	w.units[p.ImportPath] = u
	w.index(u)
	return u, nil
}

// createImports creates packages without bodies for all imports of a package. Until it is
// imported itself, a package holds only the objects in the types of others.
func (w *World) createImports(pkg *types.Package) error {
	for _, p := range pkg.Imports() {
		if w.ssa.ImportedPackage(p.Path()) != nil {
			continue
		}
		p, err := w.exports.Import(p.Path())
		if err != nil {
			return err
		}
		w.ssa.CreatePackage(p, nil, nil, true)
		if err := w.createImports(p); err != nil {
			return err
		}
	}
	return nil
}

// unitImporter imports for one package: its import map applies.
type unitImporter struct {
	*World
	importing *build.Package
}

func (i unitImporter) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if mapped, ok := i.importing.ImportMap[path]; ok {
		path = mapped
	}
	return i.exports.Import(path)
}

// newExports returns the importer for the program's export data.
func (w *World) newExports() types.Importer {
	open := func(path string) (io.ReadCloser, error) {
		p := w.build.Packages[path]
		if p == nil || p.Export == "" {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(p.Export)
	}
	return importer.ForCompiler(w.fset, "gc", open)
}

// readLinknames reads the linkname directives of a package.
func (w *World) readLinknames(p *build.Package) error {
	for _, name := range p.GoFiles {
		file := p.Path(name)
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if !strings.Contains(string(data), "//go:linkname ") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		w.addLinknames(p, f)
	}
	return nil
}

// addLinknames adds the linknames of a file. The directive
//
//	//go:linkname local example.com/other.name
//
// pulls the other symbol if local has no body, and otherwise pushes local under that name.
func (w *World) addLinknames(p *build.Package, f *ast.File) {
	for _, group := range f.Comments {
		for _, c := range group.List {
			fields := strings.Fields(c.Text)
			if len(fields) != 3 || fields[0] != "//go:linkname" {
				continue
			}
			local, target := p.SymbolPath()+"."+fields[1], fields[2]
			w.users[target] = append(w.users[target], p)
			switch {
			case local == target:
			case hasBody(f, fields[1]):
				w.aliases[target] = local
			default:
				w.aliases[local] = target
			}
		}
	}
}

// hasBody reports whether a file defines the function name.
func hasBody(f *ast.File, name string) bool {
	return slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
		fn, ok := d.(*ast.FuncDecl)
		return ok && fn.Recv == nil && fn.Name.Name == name && fn.Body != nil
	})
}
