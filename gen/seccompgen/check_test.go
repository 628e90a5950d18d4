package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheck runs generate -check on each kind of difference, and expects a line for each
// and the files as they were.
func TestCheck(t *testing.T) {
	dir, policy := t.TempDir(), sockets(t)
	path := func(name string) string { return filepath.Join(dir, name) }
	args := []string{"generate", "-policy", policy, "-out", dir, "-arch", "amd64,arm64"}
	expect(t, 0, append(args, "-arch", "amd64,arm64,mips")...)
	own := contents(t, path("zprofiles_other.go"))
	writeFile(t, path("zprofiles_mine.go"), own)
	writeFile(t, path("zhand.go"), "package policy\n")
	writeFile(t, path("copy.go"), own)
	expect(t, 0, append(args, "-arch", "amd64,arm64,mips")...)
	writeFile(t, path("zprofiles_linux_arm64.go"), strings.Replace(contents(t, path("zprofiles_linux_arm64.go")), "package policy\n", "package polity\n", 1))
	if err := os.Remove(path("zprofiles_other.go")); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	stdout, stderr := expect(t, 1, append(args, "-check")...)
	want := path("zprofiles.go") + ":3:36: not as generated; run seccompgen generate\n" +
		path("zprofiles_linux_arm64.go") + ":5:13: not as generated; run seccompgen generate\n" +
		path("zprofiles_other.go") + ": missing; run seccompgen generate\n" +
		path("zprofiles_linux_mips.go") + ": generated, but not with these flags; remove it\n" +
		path("zprofiles_mine.go") + ": generated, but not with these flags; remove it\n"
	if stdout != "" || stderr != want {
		t.Errorf("printed %q and\n%s\nwant\n%s", stdout, stderr, want)
	}
	same(t, dir, before)
	if got := len(names(t, dir)); got != len(before) {
		t.Errorf("%d files, before %d", got, len(before))
	}
}

// TestCheckEachFlag expects an error for files from other flags, and none for files from
// the same.
func TestCheckEachFlag(t *testing.T) {
	dir, policy := t.TempDir(), sockets(t)
	args := []string{"generate", "-policy", policy, "-out", dir, "-arch", "amd64", "-pkg", "nets", "-compat"}
	expect(t, 0, args...)
	if stdout, stderr := expect(t, 0, append(args, "-check")...); stdout != "" || stderr != "" {
		t.Errorf("printed %q and %q", stdout, stderr)
	}
	for _, other := range [][]string{{"-policy", policyOf(t, "net,read,,,")}, {"-pkg", "n"}, {"-arch", "amd64,arm64"}, {"-compat=false"}, {"-out", filepath.Join(dir, "none")}} {
		expect(t, 1, append(append(args, "-check"), other...)...)
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("-check made a folder (%v)", err)
	}
	expect(t, 2, append(args, "-check", "-arch", "sparc")...)
	expect(t, 1, append(args, "-check", "-policy", "missing.csv")...)
}

// TestCheckTables changes package tables and the README.
func TestCheckTables(t *testing.T) {
	dir := t.TempDir()
	readme := filepath.Join(dir, "README.md")
	writeFile(t, readme, contents(t, "../../tables/README.md"))
	args := []string{"generate", "-csv", shipped, "-out", dir, "-readme", readme}
	copyTables(t, dir)
	writeFile(t, readme, strings.Replace(contents(t, readme), "| `minimal` | 1", "| `minimal` | 2", 1))
	names := filepath.Join(dir, "znames.go")
	writeFile(t, names, contents(t, names)+"\n")
	before := snapshot(t, dir)
	_, stderr := expect(t, 1, append(args, "-check")...)
	for _, path := range []string{readme, names} {
		if !strings.Contains(stderr, path+":") {
			t.Errorf("%s is not in\n%s", path, stderr)
		}
	}
	if got := strings.Count(stderr, "\n"); got != 2 {
		t.Errorf("%d lines, want 2:\n%s", got, stderr)
	}
	same(t, dir, before)
}
