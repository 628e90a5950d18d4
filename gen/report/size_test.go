package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

// large returns a policy of 400 rules with reasons: for whole syscalls, for one architecture,
// and by conditions.
func large(c *catalog.Catalog) string {
	var b strings.Builder
	b.WriteString(header)
	rows := 0
	row := func(syscall, action, when string) {
		rows++
		fmt.Fprintf(&b, "server,%s,%s,%s,needed by part %d of the server at its start and for each client\n", syscall, action, when, rows)
	}
	for i := range 100 {
		row("ioctl", "", fmt.Sprintf("cmd == %d", 0x7700+i))
	}
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		if _, portable := s.Number(arch.ByGOARCH("riscv64")); !portable || s.Numbers[arch.ByGOARCH("arm").Index] == catalog.NoNumber || len(s.Operations) > 0 || s.Name == "ioctl" {
			continue
		}
		if rows < 300 {
			row("arm/"+s.Name, "errno:EACCES", "")
		}
		if rows < 400 {
			row(s.Name, "", "")
		}
	}
	return b.String()
}

// TestSize bounds the page of a large policy for all architectures.
func TestSize(t *testing.T) {
	c := load(t)
	text := large(c)
	if rows := strings.Count(text, "\nserver,"); rows != 400 {
		t.Fatalf("%d rows, want 400", rows)
	}
	if got := len(htmlOf(t, text, arch.Targets)); got > 1e6 {
		t.Errorf("%d bytes, want at most 1 MB", got)
	}
}

// BenchmarkPage measures the page of a large policy, from its decisions to its bytes.
func BenchmarkPage(b *testing.B) {
	c := load(b)
	s := sourceOf(b, large(c))
	for b.Loop() {
		r, err := report.Build(s)
		if err != nil {
			b.Fatal(err)
		}
		page, err := r.HTML()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(page)), "bytes")
	}
}
