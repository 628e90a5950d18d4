package build

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// list fills Packages, Sorted and Main.
func (p *Program) list() error {
	const fields = "ImportPath,Name,Dir,ForTest,GoFiles,SFiles,SysoFiles,Imports,ImportMap,Deps,Export,Standard,Error"
	out, err := p.goCommand("list", p.listArgs("-deps", "-export", "-json="+fields)...)
	if err != nil {
		return err
	}
	all, err := decode(out, func(listed) bool { return true })
	if err != nil {
		return err
	}
	if p.Test {
		all = tested(all)
	}
	for _, next := range all {
		if next.Error != nil {
			return errors.New(next.Error.Err)
		}
		// Dependencies come first, the main package last.
		p.Packages[next.ImportPath], p.Main = &next.Package, &next.Package
	}
	p.Sorted = slices.SortedFunc(maps.Values(p.Packages), func(a, b *Package) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	switch {
	case p.Main == nil && p.Test:
		return fmt.Errorf("%s has no tests", p.Package)
	case p.Main == nil || p.Main.SymbolPath() != "main":
		return fmt.Errorf("%s is not a main package", p.Package)
	}
	return nil
}

// listArgs adds the package, its tags and its test to arguments of go list.
func (p *Program) listArgs(args ...string) []string {
	if p.Test {
		args = append(args, "-test")
	}
	return p.tags(append(args, "--", p.Package)...)
}

// listed is a package as go list prints it.
type listed struct {
	Package
	Deps []string
}

// decode decodes the output of go list and returns the packages selected by keep.
func decode[T any](out []byte, keep func(T) bool) ([]T, error) {
	var all []T
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var next T
		switch err := d.Decode(&next); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		case keep(next):
			all = append(all, next)
		}
	}
}

// tested returns the packages of a test binary. For package p, go list prints p, p compiled
// with its tests as "p [p.test]", the packages compiled anew with that, as "q [p.test]", and
// the main package p.test. The binary holds one of q and "q [p.test]": it becomes q.
func tested(all []listed) []listed {
	i := slices.IndexFunc(all, func(p listed) bool { return p.SymbolPath() == "main" && strings.HasSuffix(p.ImportPath, ".test") })
	if i < 0 {
		return nil
	}
	main := all[i]
	linked := slices.DeleteFunc(all, func(p listed) bool { return !slices.Contains(main.Deps, p.ImportPath) })
	linked = append(linked, main)
	for i := range linked {
		p := &linked[i]
		p.ImportPath = plainPath(p.ImportPath)
		for k := range p.Imports {
			p.Imports[k] = plainPath(p.Imports[k])
		}
		for from, to := range p.ImportMap {
			p.ImportMap[from] = plainPath(to)
		}
	}
	return linked
}

// plainPath returns an import path without the name of a test: q for "q [p.test]".
func plainPath(path string) string {
	path, _, _ = strings.Cut(path, " ")
	return path
}
