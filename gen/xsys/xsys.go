// Package xsys reads syscall numbers and constants from the source of
// golang.org/x/sys/unix, for every architecture of Linux, and merges the numbers into
// syscalls.csv. seccompgen update runs it.
package xsys

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Numbers maps names to numbers, one map per element of arch.All.
type Numbers []map[string]uint32

// notSyscalls lists the SYS_ constants of x/sys/unix other than syscalls. An update
// reports a new one as an added syscall: add it here.
var notSyscalls = []string{
	"ARCH_SPECIFIC_SYSCALL", // arm64, loong64, riscv64: the first private number
	"OABI_SYSCALL_BASE",     // arm: offset of the old convention
	"SYSCALL_MASK",          // arm: its mask
	"RESERVED82",            // mips: holes in the table
	"RESERVED177",           // mips64
	"RESERVED193",           // mips64
	"RESERVED221",           // mips
	"UNUSED18",              // mips
	"UNUSED28",              // mips
	"UNUSED59",              // mips
	"UNUSED84",              // mips
	"UNUSED109",             // mips
	"UNUSED150",             // mips
}

// private holds syscalls missing in x/sys/unix: those of arm from __ARM_NR_BASE on
// (arch/arm/include/uapi/asm/unistd.h).
var private = map[string]map[string]uint32{
	"arm": {
		"breakpoint": 0xf0001,
		"cacheflush": 0xf0002,
		"usr26":      0xf0003,
		"usr32":      0xf0004,
		"set_tls":    0xf0005,
		"get_tls":    0xf0006,
	},
}

// Read returns the numbers in the version of golang.org/x/sys/unix required by the
// module in dir.
func Read(dir string) (Numbers, error) {
	folder, err := find(dir)
	if err != nil {
		return nil, err
	}
	out := make(Numbers, len(arch.All))
	for i, a := range arch.All {
		if out[i], err = parse(filepath.Join(folder, "zsysnum_linux_"+a.GOARCH+".go")); err != nil {
			return nil, err
		}
		maps.Copy(out[i], private[a.GOARCH])
	}
	return out, nil
}

// unixPath is the import path of the source.
const unixPath = "golang.org/x/sys/unix"

// find returns the folder of x/sys/unix.
func find(dir string) (string, error) {
	config := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles,
		Dir:  dir,
		Env:  append(os.Environ(), "GOOS=linux", "CGO_ENABLED=0"),
	}
	found, err := packages.Load(config, unixPath)
	if err != nil {
		return "", err
	}
	for _, p := range found {
		switch {
		case len(p.Errors) > 0:
			return "", p.Errors[0]
		case len(p.GoFiles) > 0:
			return filepath.Dir(p.GoFiles[0]), nil
		}
	}
	return "", fmt.Errorf("%s has no files", unixPath)
}

// sources returns the files in the folder of x/sys/unix for linux and goarch.
func sources(folder, goarch string) ([]string, error) {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "linux", goarch, false
	p, err := context.ImportDir(folder, 0)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, name := range p.GoFiles {
		files = append(files, filepath.Join(folder, name))
	}
	return files, nil
}

// parse returns the numbers of the SYS_ constants in a file, by the kernel's names.
func parse(file string) (map[string]uint32, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	out := make(map[string]uint32)
	for _, decl := range f.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			name, n, err := number(spec.(*ast.ValueSpec))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", fset.Position(spec.Pos()), err)
			}
			if name != "" {
				out[name] = n
			}
		}
	}
	return out, nil
}

// number reads one constant. The name is empty if it is not a syscall.
func number(spec *ast.ValueSpec) (name string, n uint32, err error) {
	if len(spec.Names) != 1 || len(spec.Values) != 1 {
		return "", 0, errors.New("want one name and one value")
	}
	name, ok := strings.CutPrefix(spec.Names[0].Name, "SYS_")
	if !ok || slices.Contains(notSyscalls, name) {
		return "", 0, nil
	}
	lit, ok := spec.Values[0].(*ast.BasicLit)
	if !ok {
		return "", 0, fmt.Errorf("SYS_%s is not a literal", name)
	}
	wide, err := strconv.ParseUint(lit.Value, 0, 32)
	if err != nil {
		return "", 0, fmt.Errorf("SYS_%s: %w", name, err)
	}
	return strings.ToLower(name), uint32(wide), nil
}
