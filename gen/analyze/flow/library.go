package flow

import (
	"go/token"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
)

// Library keeps the loaded packages of the standard library for one architecture, for the
// worlds of several programs. Most of the work for a small program is package runtime. A
// Library is not safe for concurrent use.
type Library struct {
	fset *token.FileSet
	// loaders holds one loader per way to build the packages, by tags for example.
	loaders []*loader
}

// NewLibrary returns a library without packages.
func NewLibrary() *Library { return &Library{fset: token.NewFileSet()} }

// World returns the world of a program, like [New].
func (l *Library) World(p *build.Program) (*World, error) {
	own := newLoader(p.GOARCH, l.fset)
	own.add(p.Packages)
	return newWorld(p, own, l.standard(p))
}

// standard returns a loader of the standard library that p is built with.
func (l *Library) standard(p *build.Program) *loader {
	packages := make(map[string]*build.Package)
	for path, pkg := range p.Packages {
		if pkg.Standard {
			packages[path] = pkg
		}
	}
	if len(l.loaders) > 0 && l.loaders[0].goarch != p.GOARCH {
		l.loaders = nil
	}
	for _, known := range l.loaders {
		if known.fits(packages) {
			known.add(packages)
			return known
		}
	}
	next := newLoader(p.GOARCH, l.fset)
	next.add(packages)
	l.loaders = append(l.loaders, next)
	return next
}

// fits reports whether packages are those of the loader: a file with export data is named by
// the hash of its content.
func (l *loader) fits(packages map[string]*build.Package) bool {
	for path, p := range packages {
		if export, ok := l.exports[path]; ok && export != p.Export {
			return false
		}
	}
	return true
}
