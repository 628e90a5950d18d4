package emit_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
)

// generateTables returns the files of package tables for the built-in catalog.
func generateTables() ([]emit.File, error) {
	c, err := catalog.Shipped()
	if err != nil {
		return nil, err
	}
	compiled, err := compile.BuiltIn(c)
	if err != nil {
		return nil, err
	}
	return emit.Tables(c, compiled)
}

// generated holds the files of package tables.
var generated = sync.OnceValues(generateTables)

// TestShipped compares package tables with the generator's output. It holds no other
// generated file.
func TestShipped(t *testing.T) {
	const dir = "../../tables"
	files, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
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

// TestDeterministic generates twice, the second time with eight processors. Neither the
// order of maps nor that of architectures may show.
func TestDeterministic(t *testing.T) {
	first, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	second, err := generateTables()
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if first[i].Name != second[i].Name || !bytes.Equal(first[i].Data, second[i].Data) {
			t.Errorf("%s differs from %s of the same catalog", first[i].Name, second[i].Name)
		}
	}
}
