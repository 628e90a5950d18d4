package report

import (
	"go/constant"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
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
			if w.when == "" {
				continue
			}
			e, problem := condition.Parse(w.when)
			if problem != nil {
				t.Fatal(w, problem.What)
			}
			_, problems := e.Bind(condition.Machine{
				Width:    64,
				Constant: func(name string) (constant.Value, bool) { return constants.Value(name, a) },
				Argument: func(name string) (abi.Argument, bool) { return argument(w.operation, &c.Syscalls[i], name, a) },
			}, space)
			for _, p := range problems {
				t.Errorf("%s: %s %s", w, p.Name, p.What)
			}
		}
	}
}
