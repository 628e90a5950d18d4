package analyze

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/flow"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

func init() {
	newWorld = flow.NewLibrary().World
	// The library stays in memory: to mark it often is half of the work.
	debug.SetGCPercent(400)
}

// run analyzes a program in testdata.
func run(t *testing.T, dir, tags, goarch string) *Result {
	t.Helper()
	r, err := Run(shipped(t), build.Config{Package: "./testdata/" + dir, Tags: tags, GOARCH: goarch})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// shipped returns the built-in catalog.
func shipped(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// mark is a comment "// KIND TEXT" in a file of a program.
type mark struct {
	file string
	line int
	text string
}

// marks returns the comments of one kind in all files of a folder.
func marks(t *testing.T, dir, kind string) []mark {
	t.Helper()
	var out []mark
	err := filepath.WalkDir(filepath.Join("testdata", dir), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		for n := 1; lines.Scan(); n++ {
			if _, text, ok := strings.Cut(lines.Text(), "// "+kind+" "); ok {
				out = append(out, mark{filepath.Base(path), n, text})
			}
		}
		return lines.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// texts returns the texts of marks, sorted.
func texts(marks []mark) []string {
	var out []string
	for _, m := range marks {
		out = append(out, m.text)
	}
	slices.Sort(out)
	return out
}

// syscalls returns the names of a result's syscalls.
func (r *Result) syscalls() []string {
	var out []string
	for _, u := range r.Uses {
		out = append(out, u.Syscall.Name)
	}
	return out
}

// TestKnown checks that analyze finds exactly the marked syscalls of program known, beyond
// those of a program without any.
func TestKnown(t *testing.T) {
	r := run(t, "known", "", "amd64")
	for _, p := range r.Problems {
		t.Errorf("%v: %s", p.Pos, p.Text)
	}
	base := append(run(t, "base", "", "amd64").syscalls(), texts(marks(t, "base", "makes"))...)
	got := slices.DeleteFunc(r.syscalls(), func(name string) bool { return slices.Contains(base, name) })
	want := texts(marks(t, "known", "makes"))
	if len(want) < 35 {
		t.Fatalf("%d marks", len(want))
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %v\nwant  %v", got, want)
	}
	for _, m := range marks(t, "known", "never") {
		if slices.Contains(got, m.text) {
			t.Errorf("%s:%d: found %s", m.file, m.line, m.text)
		}
	}
	for _, u := range r.Uses {
		if slices.Contains(want, u.Syscall.Name) && (len(u.Chain) == 0 || !strings.HasPrefix(u.Chain[0], "main.") && !strings.Contains(u.Chain[0], "testdata/known/push.")) {
			t.Errorf("%s: chain %q; want one from the program", u.Syscall.Name, u.Chain)
		}
		if runtime := strings.HasPrefix(u.Reason(), "Go runtime: "); runtime && !strings.Contains(u.Reason(), "runtime.") && !strings.Contains(u.Reason(), "/runtime/") {
			t.Errorf("%s: reason %q", u.Syscall.Name, u.Reason())
		}
	}
}

// TestTags checks that tags select files.
func TestTags(t *testing.T) {
	if got := run(t, "tagged", "special", "amd64").syscalls(); !slices.Contains(got, "mq_unlink") {
		t.Errorf("with the tag: %v; want mq_unlink", got)
	}
	p, err := build.Build(build.Config{Package: "./testdata/tagged", GOARCH: "amd64"}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Main.GoFiles, []string{"main.go"}) {
		t.Errorf("without the tag: files %v; want main.go", p.Main.GoFiles)
	}
}

// TestTestBinary checks that analyze finds the syscalls in the tests of a package, and in a
// package compiled anew for them. The reasons begin there.
func TestTestBinary(t *testing.T) {
	r, err := Run(shipped(t), build.Config{Package: "./testdata/tested", Test: true, GOARCH: "amd64"})
	if err != nil || len(r.Problems) > 0 {
		t.Fatalf("%v, problems %v", err, r.Problems)
	}
	got := r.syscalls()
	for _, name := range texts(marks(t, "tested", "makes")) {
		i := slices.Index(got, name)
		if i < 0 {
			t.Errorf("%s is missing", name)
		} else if chain := r.Uses[i].Chain; !strings.Contains(chain[0], "testdata/tested") {
			t.Errorf("%s: chain %q; want one from a package of the test", name, chain)
		}
	}
	for _, name := range texts(marks(t, "tested", "never")) {
		if slices.Contains(got, name) {
			t.Errorf("found %s", name)
		}
	}
}

// TestUnknown checks that analyze reports each place in program unknown whose numbers depend
// on input, and no other.
func TestUnknown(t *testing.T) {
	r := run(t, "unknown", "", "amd64")
	var got, want []string
	for _, p := range r.Problems {
		got = append(got, fmt.Sprintf("%s:%d: %s", filepath.Base(p.Pos.Filename), p.Pos.Line, p.Text))
	}
	for _, m := range marks(t, "unknown", "error:") {
		want = append(want, fmt.Sprintf("%s:%d: %s", m.file, m.line, m.text))
	}
	if len(want) < 25 {
		t.Fatalf("%d marks", len(want))
	}
	for _, g := range got {
		if !slices.ContainsFunc(want, func(w string) bool { return matches(g, w) }) {
			t.Errorf("unexpected: %s", g)
		}
	}
	for _, w := range want {
		if !slices.ContainsFunc(got, func(g string) bool { return matches(g, w) }) {
			t.Errorf("not reported: %s", w)
		}
	}
}

// matches reports whether a problem is at the place of a mark and holds its text.
func matches(problem, mark string) bool {
	place, text, _ := strings.Cut(mark, ": ")
	return strings.HasPrefix(problem, place+": ") && strings.Contains(problem, text)
}

// TestObjects checks that an object file in a package is a problem.
func TestObjects(t *testing.T) {
	p := &build.Package{ImportPath: "example.com/p", Dir: "/p", SysoFiles: []string{"code.syso"}}
	a := &analysis{program: &build.Program{Sorted: []*build.Package{p}}}
	if err := a.readAssembly(); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(a.problems), "[{/p/code.syso:1 an object file with unknown syscalls true}]"; got != want {
		t.Errorf("problems %s; want %s", got, want)
	}
}
