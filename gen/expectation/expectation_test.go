package expectation_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/expectation"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

const header = "profile,arch,syscall,when,verdict,why\n"

// loadCatalog reads the shipped catalog.
func loadCatalog(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// arches returns the architectures in a list of GOARCHes, separated by spaces.
func arches(list string) []*arch.Arch {
	var out []*arch.Arch
	for _, goarch := range strings.Fields(list) {
		out = append(out, arch.ByGOARCH(goarch))
	}
	return out
}

// specification is an archive of testdata: a policy, a table, and the expected text. The
// comment lists the architectures, and "compat" for the programs of -compat.
type specification struct {
	arches        []*arch.Arch
	compat        bool
	policy, table []byte
	want          string
}

func readSpecification(t *testing.T, path string) specification {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var s specification
	words, compat := strings.CutSuffix(strings.TrimSpace(string(archive.Comment)), " compat")
	s.arches, s.compat = arches(words), compat
	for _, f := range archive.Files {
		switch f.Name {
		case "policy.csv":
			s.policy = f.Data
		case "table.csv":
			s.table = f.Data
		case "want":
			s.want = string(f.Data)
		}
	}
	return s
}

// TestTables compares each archive's table with its policy. Its file "want" holds the errors
// of the table, or the failures.
func TestTables(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no archives", err)
	}
	c := loadCatalog(t)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			s := readSpecification(t, path)
			if got := s.run(t, c); got != s.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, s.want)
			}
		})
	}
}

// run returns the errors or the failures of a table.
func (s specification) run(t *testing.T, c *catalog.Catalog) string {
	t.Helper()
	table, result, err := s.check(t, c)
	if err != nil {
		return err.Error() + "\n"
	}
	text, err := table.Report(result.Failures, false)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// check compares the policy with the table.
func (s specification) check(t *testing.T, c *catalog.Catalog) (*expectation.Table, expectation.Result, error) {
	t.Helper()
	p, err := policy.Load("policy.csv", s.policy, c)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, one := range p.Profiles {
		names = append(names, one.Name)
	}
	table, err := expectation.Load("table.csv", s.table, c, names)
	if err != nil {
		return nil, expectation.Result{}, err
	}
	tested := slices.Clone(s.arches)
	for _, a := range s.arches {
		if s.compat && a.Companion != nil {
			tested = append(tested, a.Companion)
		}
	}
	space := argset.NewSpace()
	inputs, err := table.Bind(expectation.Scope{Architectures: arch.Set(tested), Constant: p.Constant, Space: space})
	if err != nil {
		return nil, expectation.Result{}, err
	}
	decisions, _, err := p.Decide(space, tested)
	if err != nil {
		t.Fatal(err)
	}
	programs, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: s.arches, Companions: s.compat})
	if err != nil {
		t.Fatal(err)
	}
	result, err := table.Check(programs, inputs, space)
	if err != nil {
		t.Fatal(err)
	}
	return table, result, nil
}

// TestOtherVerdicts gives each row of archive holds another verdict, and expects each to fail.
func TestOtherVerdicts(t *testing.T) {
	c, s := loadCatalog(t), readSpecification(t, "testdata/holds.txtar")
	var rows []string
	for line := range strings.Lines(string(s.table)) {
		cells := strings.Split(line, ",")
		if cells[0] != "profile" {
			cells[4] = "errno:77"
		}
		rows = append(rows, strings.Join(cells, ","))
	}
	s.table = []byte(strings.Join(rows, ""))
	_, result, err := s.check(t, c)
	if n := len(rows) - 1; err != nil || result.Checked != n || result.Failed != n || result.Others != 0 {
		t.Errorf("%d of %d rows fail, %d are skipped, want all %d to fail: %v", result.Failed, result.Checked, result.Others, n, err)
	}
}

// TestCounts counts rows about other architectures, and rows without the syscall.
func TestCounts(t *testing.T) {
	s := readSpecification(t, "testdata/holds.txtar")
	s.arches = arches("arm64")
	s.table = []byte(header + "server,,read,,allow,\nserver,amd64,read,,kill,\nserver,,open,,allow,\nother,,read,,allow,\n")
	_, result, err := s.check(t, loadCatalog(t))
	if err != nil || result.Checked != 2 || result.Failed != 1 || result.Others != 2 || !slices.Equal(result.Architectures, arches("arm64")) {
		t.Errorf("%+v, %v", result, err)
	}
	sum := expectation.Result{Checked: 1, Architectures: arches("386")}
	sum.Add(result)
	if sum.Checked != 3 || sum.Failed != 1 || sum.Others != 2 || !slices.Equal(sum.Architectures, arches("386 arm64")) {
		t.Errorf("the sum is %+v", sum)
	}
}

// TestBounds expects errors for tables made to take long.
func TestBounds(t *testing.T) {
	c := loadCatalog(t)
	row := func(when string) string { return ",,read," + when + ",allow,\n" }
	sum := func(i int) string {
		return fmt.Sprintf("(arg%d & %#x == 0 || arg%d > %d)", i%6, uint64(i+1)*0x9e3779b97f4a7c15, (i+1)%6, i)
	}
	var sums []string
	for i := range 400 {
		sums = append(sums, sum(i))
	}
	for text, want := range map[string]string{
		"":                                       "table.csv:1:1: empty file; start with a header, then one row per expectation",
		header + strings.Repeat(row(""), 10001):  "table.csv:10002:1: too many expectations; at most 10000",
		header + row(strings.Join(sums, " && ")): "table.csv:1:1: the conditions take too much work; use fewer or simpler conditions",
		header + row(strings.Repeat("(", 1<<17)): "table.csv:2:8: condition of 131072 bytes; divide it among several rows: at most 65536 bytes each",
	} {
		table, err := expectation.Load("table.csv", []byte(text), c, nil)
		if err == nil {
			_, err = table.Bind(expectation.Scope{Architectures: arches("amd64"), Space: argset.NewSpace()})
		}
		if err == nil || err.Error() != want {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
	}
}
