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

// each runs a test with the tables of every architecture.
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

// TestArchitectures checks the list of architectures with files.
func TestArchitectures(t *testing.T) {
	got, err := tablesource.GOARCHes(folder)
	if want := oracle.GOARCHes(); err != nil || !slices.Equal(got, want) {
		t.Errorf("there are tables of %v (%v), want %v", got, err, want)
	}
}

// TestProfileNames checks that each architecture has every profile, in order.
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

// TestReadErrors breaks generated files and checks the error.
func TestReadErrors(t *testing.T) {
	const profiles, syscalls = "zprofiles_linux_arm.go", "zsyscalls_linux_arm.go"
	for want, change := range map[string]struct{ file, from, to string }{
		"want a 32-bit number or a constant":    {profiles, "First: SYS_", "First: SIS_"},
		"want a 32-bit number":                  {profiles, "Code: 0x20", "Code: 0x2000000000"},
		"missing field Code":                    {profiles, "Code:", "Jf:"},
		"missing field Body":                    {profiles, "Body:", "More: 1, Body:"},
		"unexpected field, want [Code Jt Jf K]": {profiles, "K: 0x00000000}", "K: 0x00000000, More: 1}"},
		"want a string":                         {profiles, `Name:           "`, `Name: 1 + "`},
		`build constraint "linux && arm64"`:     {profiles, "linux && arm", "linux && arm64"},
		"want a composite literal":              {syscalls, "{SYS_MMAP, SYS_MMAP2}", "SYS_MMAP"},
		"want a syscall and a number":           {syscalls, "{SYS_MMAP,", "{SYS_MMAP, 1,"},
		"no variable multiplexers":              {syscalls, "var multiplexers", "var complexes"},
		"want one name and one value":           {syscalls, "var known", "var a, b = 1, 2\nvar known"},
		"unexpected function":                   {syscalls, "var known", "func init() {}\nvar known"},
		"expected declaration":                  {syscalls, "var known", "known"},
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
