package report

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// TestPrograms compares the programs with those in tables/README.md.
func TestPrograms(t *testing.T) {
	data, err := os.ReadFile("../../tables/README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), "`", "")
	for _, p := range programs {
		i := strings.Index(text, "| "+p.tier+" |")
		if i < 0 {
			t.Errorf("no row of %s", p.tier)
			continue
		}
		row, _, _ := strings.Cut(text[i:], "\n")
		if !strings.HasSuffix(row, "| "+p.text+" |") {
			t.Errorf("programs %q, want those of %s", p.text, row)
		}
	}
}

// TestConcerns checks that each way is an operation, and that a filter can check its condition
// on amd64.
func TestConcerns(t *testing.T) {
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	a, space := arch.ByGOARCH("amd64"), argset.NewSpace()
	for _, concern := range concerns {
		for _, w := range concern.ways {
			i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == w.operation && len(s.Operations) == 0 })
			if i < 0 {
				t.Errorf("%s: %s is no operation", concern.title, w.operation)
				continue
			}
			if _, exact := policy.Part(space, w.operation, &c.Syscalls[i], w.when, a); !exact {
				t.Errorf("%s: a filter cannot check %s", concern.title, w)
			}
		}
	}
}
