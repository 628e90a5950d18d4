package tablesource_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tablesource"
)

const (
	folder = "../../tables"
	facts  = "../../syscalls.csv"
)

func readOracle(t testing.TB) *oracle.Oracle {
	t.Helper()
	o, err := oracle.Read(facts)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// each reads the tables of every architecture and gives them to a test.
func each(t *testing.T, test func(t *testing.T, tables *tablesource.Tables)) {
	t.Helper()
	for _, goarch := range oracle.GOARCHes() {
		tables, err := tablesource.Read(folder, goarch)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(goarch, func(t *testing.T) { test(t, tables) })
	}
}

// TestArchitectures shows that there are files for each architecture and no other.
func TestArchitectures(t *testing.T) {
	got, err := tablesource.GOARCHes(folder)
	if want := oracle.GOARCHes(); err != nil || !slices.Equal(got, want) {
		t.Errorf("there are tables of %v (%v), want %v", got, err, want)
	}
}

// TestProfileNames shows that each architecture has every profile, in order.
func TestProfileNames(t *testing.T) {
	want := append(slices.Clone(readOracle(t).Tiers), "allow-all")
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		var got []string
		for _, p := range tables.Profiles {
			got = append(got, p.Name)
			if p.Description == "" {
				t.Errorf("%s has no description", p.Name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the profiles are %v, want %v", got, want)
		}
	})
}

// TestReadErrors changes generated files so that they are something else.
func TestReadErrors(t *testing.T) {
	const profiles, syscalls = "zprofiles_linux_arm.go", "zsyscalls_linux_arm.go"
	for want, change := range map[string]struct{ file, from, to string }{
		"expected a number of 32 bits or a constant": {profiles, "First: SYS_", "First: SIS_"},
		"expected a number":                          {profiles, "Code: 0x20", "Code: 0x2000000000"},
		"expected the field Code":                    {profiles, "Code:", "Jf:"},
		"expected the field Body":                    {profiles, "Body:", "More: 1, Body:"},
		"expected the fields":                        {profiles, "K: 0x00000000}", "K: 0x00000000, More: 1}"},
		"expected a string":                          {profiles, `Name:        "`, `Name: 1 + "`},
		`built where "linux && arm64"`:               {profiles, "linux && arm", "linux && arm64"},
		"expected a composite literal":               {syscalls, "{SYS_MMAP, SYS_MMAP2}", "SYS_MMAP"},
		"expected a call and a number":               {syscalls, "{SYS_MMAP,", "{SYS_MMAP, 1,"},
		"no variable multiplexers":                   {syscalls, "var multiplexers", "var complexes"},
		"expected one name and one value":            {syscalls, "var known", "var a, b = 1, 2\nvar known"},
		"a function, expected data alone":            {syscalls, "var known", "func init() {}\nvar known"},
		"expected declaration":                       {syscalls, "var known", "known"},
	} {
		dir := t.TempDir()
		for _, name := range []string{profiles, syscalls} {
			data, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			if name == change.file {
				text = strings.ReplaceAll(text, change.from, change.to)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tablesource.Read(dir, "arm"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s for %s: %v, want %s", change.to, change.from, err, want)
		}
	}
	if _, err := tablesource.Read(t.TempDir(), "arm"); err == nil {
		t.Error("tables without files")
	}
}
