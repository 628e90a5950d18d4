package analyze

import (
	"cmp"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/assembly"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/flow"
)

var (
	// trapping matches assembly that may hold a syscall instruction: a mnemonic, data in the
	// code, or an included file of the package.
	trapping = regexp.MustCompile(`\b(SYSCALL|SYSENTER|SVC|ECALL|SWI|INT|BYTE|WORD|LONG|QUAD|DWORD)\b|#include\s+"[^"]*\.(s|inc)"`)
	symbols  = regexp.MustCompile(`([\pL\pN_·∕/.%-]*·[\pL\pN_·]+)(?:<[A-Za-z]*>)?(?:\+\d+)?\(SB\)`)
	included = regexp.MustCompile(`(?m)^#include\s+"go_asm\.h"`)
)

// readAssembly reads the assembly of all packages.
func (a *analysis) readAssembly() error {
	for _, p := range a.program.Sorted {
		for _, name := range p.SysoFiles {
			a.addCode(token.Position{Filename: filepath.Join(p.Dir, name), Line: 1}, "an object file with unknown syscalls")
		}
		for _, name := range p.SFiles {
			if err := a.readSource(p, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// readSource reads an assembly file. The assembler prints its instructions after macros and
// conditions. A file of the standard library without a syscall only counts as a user of all
// symbols it names: most of them compute hashes.
func (a *analysis) readSource(p *build.Package, name string) error {
	file := filepath.Join(p.Dir, name)
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text := string(data)
	if p.Standard && !trapping.MatchString(text) {
		a.addSymbols(p, file, text)
		return nil
	}
	include := filepath.Join(a.work, "include", strconv.Itoa(len(a.headers)))
	if included.MatchString(text) {
		if include, err = a.header(p, include); err != nil {
			return err
		}
	}
	listing, err := a.program.Assemble(p, name, include, filepath.Join(a.work, "object"))
	if err != nil {
		return err
	}
	functions, err := assembly.Read(a.program.GOARCH, listing)
	if err != nil {
		return err
	}
	a.functions = append(a.functions, functions...)
	for _, f := range functions {
		for _, r := range f.References {
			a.world.AddReference(r.Symbol, flow.Reference{Function: f.Symbol, Pos: cmp.Or(r.Pos, file+":1"), Tail: r.Tail})
		}
	}
	return nil
}

// addSymbols adds the symbols of a file as references.
func (a *analysis) addSymbols(p *build.Package, file, text string) {
	for i, line := range strings.Split(text, "\n") {
		for _, m := range symbols.FindAllStringSubmatch(line, -1) {
			path, name, _ := strings.Cut(strings.ReplaceAll(m[1], "∕", "/"), "·")
			if path == "" {
				path = p.SymbolPath()
			}
			symbol := build.Symbol(path + "." + strings.ReplaceAll(name, "·", "."))
			a.world.AddReference(symbol, flow.Reference{Pos: file + ":" + strconv.Itoa(i+1)})
		}
	}
}

// header writes go_asm.h of a package, once, and returns its folder.
func (a *analysis) header(p *build.Package, dir string) (string, error) {
	if made, ok := a.headers[p]; ok {
		return made, nil
	}
	text, err := a.world.Header(p)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	a.headers[p] = dir
	return dir, os.WriteFile(filepath.Join(dir, "go_asm.h"), []byte(text), 0o600)
}
