package report_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

// TestDrawings draws the first programs of a page, and names those beyond its size.
func TestDrawings(t *testing.T) {
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	on := []*arch.Arch{arch.ByGOARCH("riscv64")}
	compiled, err := compile.Named(c, "network", on)
	if err != nil {
		t.Fatal(err)
	}
	s := report.Source{Title: "policy.csv", Catalog: c, Arches: on, Space: argset.NewSpace()}
	const count = 40
	for i := range count {
		decisions := make([]decision.Decision, len(arch.All))
		decisions[on[0].Index] = compiled[0].Decision
		decisions[on[0].Index].Space = s.Space
		name := "p" + strings.Repeat("x", i)
		s.Profiles = append(s.Profiles, report.Profile{Title: profile.MakeTitle(name, "network"), Decisions: decisions, Programs: compiled})
	}
	built, err := report.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	data, err := built.HTML()
	if err != nil {
		t.Fatal(err)
	}
	drawn := strings.Count(string(data), "<svg")
	if want := 1600 / len(compiled[0].Program.Instructions); drawn != want || drawn == count {
		t.Errorf("%d drawings of %d programs with %d instructions, want %d", drawn, count, len(compiled[0].Program.Instructions), want)
	}
	if name := s.Profiles[count-1].Name; !strings.Contains(string(data), name+". <code>seccompgen dump -arch riscv64 -profile NAME</code>") {
		t.Errorf("the page lacks the program of %s, and does not name it", name)
	}
	if want := `<a href="#at-p-1n">another architecture</a>`; strings.Count(string(data), want) != 1 {
		t.Errorf("the page lacks %s", want)
	}
}
