// Package build builds a Go program for one architecture and reports what the linker put
// into it: packages, functions, and for each function the symbol that needed it.
//
// For the program
//
//	package main
//
//	func main() { println(parse("1")) }
//
// the linker writes a function main.main, and none for strings.ToUpper: a function outside
// the file cannot run. A small function such as parse may exist only inlined into others;
// the debugging information lists it.
package build

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Config selects a program.
type Config struct {
	// Dir is the working directory of the go command. The empty string is the current one.
	Dir string
	// Package is the import path or the folder of the main package.
	Package string
	// Test selects the test binary of Package, which may be any package.
	Test bool
	// Tags is a comma-separated list of build tags.
	Tags   string
	GOARCH string
}

// Package is a package of a program.
type Package struct {
	ImportPath, Name, Dir    string
	GoFiles, SFiles, Imports []string
	// ForTest is the path of the package under test, if this is a part of its test or
	// compiled anew for it.
	ForTest string
	// SysoFiles lists object files: code without source.
	SysoFiles []string
	// ImportMap maps the import paths of the source to those of the program, for vendored
	// packages.
	ImportMap map[string]string
	// Export is the file with the types of the package.
	Export   string
	Standard bool
	Error    *struct{ Err string }
}

// SymbolPath returns the path of the package in the names of symbols.
func (p *Package) SymbolPath() string {
	if p.Name == "main" && p.ForTest == "" {
		return "main"
	}
	return p.ImportPath
}

// Path returns the path of a file of the package. The go command keeps the main function of
// a test in its cache.
func (p *Package) Path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.Dir, name)
}

// Program is a linked program.
type Program struct {
	Config
	// Main is the main package.
	Main *Package
	// Packages holds all packages of the program by import path.
	Packages map[string]*Package
	// Sorted holds the packages by import path.
	Sorted []*Package
	// Environment holds the variables of go env.
	Environment map[string]string
	*Linked
}

// Build builds the program of c in the folder work.
func Build(c Config, work string) (*Program, error) {
	p := &Program{Config: c, Packages: make(map[string]*Package)}
	out, err := p.goCommand("env", "-json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(out, &p.Environment); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	if err := checkFlags(p.Environment["GOFLAGS"]); err != nil {
		return nil, err
	}
	file := filepath.Join(work, "program")
	command, args := "build", p.tags("-ldflags=-dumpdep", "-o", file)
	if c.Test {
		command, args = "test", append(args, "-c")
	}
	trace, err := p.goCommand(command, append(args, c.Package)...)
	if err != nil {
		return nil, errors.Join(p.cgoError(), err)
	}
	if err := p.list(); err != nil {
		return nil, err
	}
	if p.Linked, err = readLinked(file, trace); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Package, err)
	}
	return p, nil
}

// unreadable lists the flags of the go command that put code into a program which its
// packages do not show.
var unreadable = []string{"overlay", "toolexec", "asmflags", "buildmode", "linkshared", "race", "msan", "asan", "cover"}

// checkFlags returns an error if GOFLAGS has one of the unreadable flags.
func checkFlags(flags string) error {
	for word := range strings.FieldsSeq(flags) {
		name, _, _ := strings.Cut(strings.Trim(word, `-'"`), "=")
		if slices.Contains(unreadable, name) {
			return fmt.Errorf("GOFLAGS has %s, and its code cannot be read; unset it", word)
		}
	}
	return nil
}

// tags adds the build tags to arguments. Without any, those in GOFLAGS apply.
func (p *Program) tags(args ...string) []string {
	if p.Tags == "" {
		return args
	}
	return append([]string{"-tags=" + p.Tags}, args...)
}

// goCommand runs the go command for the program's architecture and returns its output. That
// of go build and go test is the linker's.
func (p *Program) goCommand(command string, args ...string) ([]byte, error) {
	return p.goCommandWith([]string{"CGO_ENABLED=0"}, command, args...)
}

// goCommandWith is goCommand with other variables in place of CGO_ENABLED=0.
func (p *Program) goCommandWith(env []string, command string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", append([]string{command}, args...)...)
	cmd.Dir = p.Dir
	cmd.Env = append(append(os.Environ(), "GOOS=linux", "GOARCH="+p.GOARCH), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go %s for %s: %w\n%s", command, p.GOARCH, err, bytes.TrimSpace(stderr.Bytes()))
	}
	if command == "build" || command == "test" {
		return append(stdout.Bytes(), stderr.Bytes()...), nil
	}
	return stdout.Bytes(), nil
}

// Assemble runs the assembler on a file of a package, and returns its listing. The folder
// include holds go_asm.h. The object file is written too. It cannot be os.DevNull: after an
// error the assembler removes its output, and root may remove a device.
func (p *Program) Assemble(pkg *Package, file, include, object string) (string, error) {
	goroot := p.Environment["GOROOT"]
	args := []string{
		"tool", "asm", "-S", "-p", pkg.SymbolPath(), "-I", include, "-I", filepath.Join(goroot, "pkg", "include"),
		"-D", "GOOS_linux", "-D", "GOARCH_" + p.GOARCH, "-o", object,
	}
	for _, name := range p.levels() {
		args = append(args, "-D", name)
	}
	cmd := exec.Command("go", append(args, filepath.Join(pkg.Dir, file))...)
	cmd.Dir = pkg.Dir
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+p.GOARCH, "CGO_ENABLED=0", "GOEXPERIMENT="+p.Environment["GOEXPERIMENT"])
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go tool asm for %s: %w\n%.2000s", p.GOARCH, err, out)
	}
	return string(out), nil
}

// levels returns the names that the go command defines for the architecture level: for
// GOARM=7 these are GOARM_7, GOARM_6 and GOARM_5.
func (p *Program) levels() []string {
	cumulative := map[string][]string{
		"GOARM":   {"5", "6", "7"},
		"GOPPC64": {"power8", "power9", "power10"},
	}
	variable := map[string]string{
		"386": "GO386", "amd64": "GOAMD64", "arm": "GOARM", "mips": "GOMIPS", "mipsle": "GOMIPS", "mips64": "GOMIPS64",
		"mips64le": "GOMIPS64", "ppc64": "GOPPC64", "ppc64le": "GOPPC64", "riscv64": "GORISCV64",
	}[p.GOARCH]
	value, _, _ := strings.Cut(p.Environment[variable], ",")
	var names []string
	for _, level := range cumulative[variable] {
		names = append(names, variable+"_"+level)
		if level == value {
			return names
		}
	}
	switch {
	case p.GOARCH == "arm64" && strings.Contains(p.Environment["GOARM64"], "lse"):
		return []string{"GOARM64_LSE"}
	case variable == "":
		return nil
	}
	return []string{variable + "_" + value}
}
