//go:build linux && amd64

package bench

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	generator "github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/container"
)

// dockerDefault returns Docker's default filter for containers without capabilities.
func dockerDefault(tb testing.TB) (data []byte, filter container.Filter) {
	tb.Helper()
	data, err := os.ReadFile("../../gen/oci/testdata/docker.json")
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(data, &filter); err != nil {
		tb.Fatal(err)
	}
	return data, filter
}

// compileImported makes a proved program of a document, and counts the rows of its policy.
func compileImported(tb testing.TB, c *catalog.Catalog, data []byte, a *arch.Arch) (instructions, rows int) {
	tb.Helper()
	on := []*arch.Arch{a}
	x, err := importContainer(c, data, on)
	if err != nil {
		tb.Fatal(err)
	}
	compiled, err := generator.Policy(c, x.policy, x.decided, generator.Options{Profiles: x.policy.Profiles, Architectures: on})
	if err != nil {
		tb.Fatal(err)
	}
	_, list, _ := bytes.Cut(x.text, []byte(event.Columns+"\n"))
	return len(compiled[0].Program.Instructions), bytes.Count(list, []byte("\n"))
}

// BenchmarkDocker makes programs of Docker's default filter: ours by import, decision,
// compilation and proof, libseccomp's by its rules.
func BenchmarkDocker(b *testing.B) {
	c := shippedCatalog(b)
	data, filter := dockerDefault(b)
	for _, goarch := range slices.Sorted(maps.Keys(ofLibseccomp)) {
		a := arch.ByGOARCH(goarch)
		b.Run("arch="+goarch+"/program="+ours, func(b *testing.B) {
			var instructions, rows int
			for b.Loop() {
				instructions, rows = compileImported(b, c, data, a)
			}
			b.ReportMetric(float64(instructions), "instructions")
			b.ReportMetric(float64(rows), "rows")
		})
		b.Run("arch="+goarch+"/program=libseccomp", func(b *testing.B) {
			var instructions int
			for b.Loop() {
				program, err := compileContainer(b, filter, a)
				if err != nil {
					b.Fatal(err)
				}
				instructions = len(program)
			}
			b.ReportMetric(float64(instructions), "instructions")
		})
	}
}
