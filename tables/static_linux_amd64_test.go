package tables_test

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestStatic builds a program with one profile. The linker must keep this profile's data,
// no other's, no names, and no init function of this module.
func TestStatic(t *testing.T) {
	const module = "github.com/sandbox-seccomp/sandbox-seccomp/"
	names := build(t, `package main

import (
	"`+module+`seccomp"
	"`+module+`tables"
)

func main() {
	f := seccomp.New(tables.Minimal())
	f.Block(tables.SYS_PTRACE)
	if err := f.Install(0); err != nil {
		panic(err)
	}
}
`)
	if !slices.Contains(names, module+"tables.minimal") {
		t.Fatalf("the profile in use is not in the binary: %q", names)
	}
	for _, unwanted := range []string{
		module + "tables.init",
		module + "seccomp.init",
		module + "tables.essential",
		module + "tables.network",
		module + "tables.allowAll",
		module + "tables.nameEnds",
		module + "tables.byNumber",
		"fmt.",
	} {
		for _, name := range names {
			if strings.HasPrefix(name, unwanted) {
				t.Errorf("the binary holds %s", name)
			}
		}
	}
}

// build builds a program in a folder of this module and returns the names of its symbols.
func build(t *testing.T, source string) []string {
	t.Helper()
	dir := t.TempDir()
	file, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "main")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", binary, file).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return symbols(t, binary)
}

// symbols returns the names of a program's symbols. go tool nm would be compiled first.
func symbols(t *testing.T, program string) []string {
	t.Helper()
	file, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	list, err := file.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(list))
	for i, symbol := range list {
		names[i] = symbol.Name
	}
	return names
}
