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
			path := filepath.Join(b.TempDir(), h.name)
			for b.Loop() {
				build := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, "./hello/"+h.name)
				build.Env = append(os.Environ(), "CGO_ENABLED="+h.cgo)
				if out, err := build.CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
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

// loaded returns the size of text and data as in size(1): the sections in the file to be
// loaded into memory.
func loaded(b *testing.B, path string) uint64 {
	b.Helper()
	f, err := elf.Open(path)
	if err != nil {
		b.Fatal(err)
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
