//go:build linux && amd64

package bench

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// hellos lists the programs under hello, and their need of cgo.
var hellos = []struct{ name, cgo string }{
	{"plain", "0"},
	{"unix", "0"},
	{"tables", "0"},
	{"sandbox", "0"},
	{"elastic", "0"},
	{"libseccomp", "1"},
}

// BenchmarkBytes measures the bytes that each library adds to a program.
func BenchmarkBytes(b *testing.B) {
	for _, h := range hellos {
		b.Run("binary="+h.name, func(b *testing.B) {
			var path string
			for b.Loop() {
				path = buildHello(b, h.name, h.cgo)
			}
			info, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(info.Size()), "file-B")
			b.ReportMetric(float64(loaded(b, path)), "text+data-B")
		})
	}
}

// TestBytes expects a filter to add no more to a program than the comment of package seccomp
// says, 33 KB.
func TestBytes(t *testing.T) {
	added := loaded(t, buildHello(t, "sandbox", "0")) - loaded(t, buildHello(t, "plain", "0"))
	if added >= 33500 {
		t.Errorf("a filter adds %d bytes of text and data", added)
	}
}

// buildHello builds a program under hello and returns its path.
func buildHello(tb testing.TB, name, cgo string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, "./hello/"+name)
	build.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	if out, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("%v\n%s", err, out)
	}
	return path
}

// loaded returns the size of text and data as in size(1): the sections in the file to be
// loaded into memory.
func loaded(tb testing.TB, path string) uint64 {
	tb.Helper()
	f, err := elf.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var sum uint64
	for _, s := range f.Sections {
		if s.Flags&elf.SHF_ALLOC != 0 && s.Type != elf.SHT_NOBITS {
			sum += s.Size
		}
	}
	return sum
}
