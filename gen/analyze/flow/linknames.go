package flow

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
)

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
