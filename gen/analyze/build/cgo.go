package build

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
)

// cgoPackage is a package with files of cgo.
type cgoPackage struct {
	ImportPath, Dir string
	CgoFiles        []string
	Standard        bool
}

// WithCgo returns the packages of the program with other files if the environment of the go
// command lets it build with cgo. Package runtime/cgo is left out.
func (p *Program) WithCgo() ([]string, error) {
	packages, err := p.cgoPackages(nil)
	var paths []string
	for _, c := range packages {
		if path := plainPath(c.ImportPath); path != "runtime/cgo" && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths, err
}

// cgoPackages returns the packages of the program with files of cgo, under the variables of
// env.
func (p *Program) cgoPackages(env []string) ([]cgoPackage, error) {
	out, err := p.goCommandWith(env, "list", p.listArgs("-e", "-deps", "-json=ImportPath,Dir,CgoFiles,Standard")...)
	if err != nil {
		return nil, err
	}
	return decode(out, func(c cgoPackage) bool { return len(c.CgoFiles) > 0 })
}

// cgoError returns the places where packages outside the standard library import C, which a
// build without cgo leaves out. It returns nil without any.
func (p *Program) cgoError() error {
	packages, err := p.cgoPackages([]string{"CGO_ENABLED=1"})
	if err != nil {
		return nil // the error of the build remains
	}
	var errs []error
	for _, c := range packages {
		for _, name := range c.CgoFiles {
			if !c.Standard {
				errs = append(errs, importsC(filepath.Join(c.Dir, name)))
			}
		}
	}
	return errors.Join(errs...)
}

// importsC returns an error at the import of C in a file.
func importsC(file string) error {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	for _, i := range f.Imports {
		if i.Path.Value == `"C"` {
			return fmt.Errorf("%v: the syscalls of C code are unknown; analyze a program that builds with CGO_ENABLED=0", fset.Position(i.Pos()))
		}
	}
	return nil
}
