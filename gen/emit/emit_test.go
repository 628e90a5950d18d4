package emit_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
)

// generated returns the files of package tables for the built-in catalog.
func generated(t *testing.T) []emit.File {
	t.Helper()
	data, err := os.ReadFile("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load("syscalls.csv", data)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := compile.BuiltIn(c)
	if err != nil {
		t.Fatal(err)
	}
	files, err := emit.Tables(c, compiled)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestShipped compares package tables with the generator's output. It holds no other
// generated file.
func TestShipped(t *testing.T) {
	const dir = "../../tables"
	var names []string
	for _, f := range generated(t) {
		names = append(names, f.Name)
		shipped, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil || !bytes.Equal(shipped, f.Data) {
			t.Errorf("%s is out of date (%v): run go generate ./...", f.Name, err)
		}
	}
	onDisk, err := filepath.Glob(dir + "/z*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range onDisk {
		if !slices.Contains(names, filepath.Base(path)) {
			t.Errorf("%s is not generated", path)
		}
	}
}

// TestDeterministic generates twice. The order of maps must not show.
func TestDeterministic(t *testing.T) {
	first, second := generated(t), generated(t)
	for i := range first {
		if first[i].Name != second[i].Name || !bytes.Equal(first[i].Data, second[i].Data) {
			t.Errorf("%s differs from %s of the same catalog", first[i].Name, second[i].Name)
		}
	}
}
