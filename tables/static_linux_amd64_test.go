package tables_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestStatic builds a program with one profile. The linker must keep this profile's data,
// no other's, no names, and no init function of this module.
func TestStatic(t *testing.T) {
	const module = "github.com/sandbox-seccomp/sandbox-seccomp/"
	symbols := build(t, `package main

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
	if !strings.Contains(symbols, module+"tables.minimal\n") {
		t.Fatalf("the profile in use is not in the binary:\n%s", symbols)
	}
	for _, unwanted := range []string{
		module + "tables.init",
		module + "seccomp.init",
		module + "tables.essential",
		module + "tables.network",
		module + "tables.allowAll",
		module + "tables.nameEnds",
		module + "tables.byNumber",
		"\tfmt.",
	} {
		for line := range strings.Lines(symbols) {
			if strings.Contains(line, unwanted) {
				t.Errorf("the binary holds %s", line)
			}
		}
	}
}

// build builds a program in a folder of this module and returns its symbols.
func build(t *testing.T, source string) string {
	t.Helper()
	dir := t.TempDir()
	file, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "main")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", binary, file).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	out, err := exec.Command("go", "tool", "nm", binary).CombinedOutput()
	if err != nil {
		t.Fatalf("go tool nm: %v\n%s", err, out)
	}
	return string(out)
}
