package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCompat generates programs with and without a companion ABI.
func TestCompat(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "policy.csv")
	write := func(rows string) {
		t.Helper()
		if err := os.WriteFile(file, []byte("profile,syscall,action,when,why\n"+rows), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("p,@network,,,\n")
	expect(t, 0, "generate", "-policy", file, "-out", dir, "-compat")
	for goarch, second := range map[string]string{"amd64": "386", "arm64": "arm", "mips64": "mips", "mips64le": "mipsle", "ppc64": "ppc", "ppc64le": "", "386": ""} {
		data, err := os.ReadFile(filepath.Join(dir, "zprofiles_linux_"+goarch+".go"))
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if has := strings.Contains(text, "Compat:"); has != (second != "") {
			t.Errorf("%s: has a part for another architecture: %v", goarch, has)
		}
		if second != "" && !strings.Contains(text, "var compat_"+second+" = []tables.CompatCall{") {
			t.Errorf("%s: no calls of %s", goarch, second)
		}
	}
	if _, stderr := expect(t, 2, "generate", "-policy", file, "-out", dir, "-compat", "-arch", "386,ppc64le"); !strings.Contains(stderr, "none of 386,ppc64le has a companion ABI") {
		t.Errorf("-compat for architectures that run no other: %s", stderr)
	}
	if _, stderr := expect(t, 0, "generate", "-policy", file, "-out", filepath.Join(dir, "new", "folder"), "-compat", "-arch", "amd64,ppc64le", "-v"); !strings.Contains(stderr, "-compat: nothing to add on ppc64le\n") {
		t.Errorf("-compat -v for ppc64le: %s", stderr)
	}
	if got, want := names(t, filepath.Join(dir, "new", "folder")), []string{"zprofiles.go", "zprofiles_linux_amd64.go", "zprofiles_linux_ppc64le.go", "zprofiles_other.go"}; !slices.Equal(got, want) {
		t.Errorf("for amd64 and ppc64le it writes %v, want %v", got, want)
	}
	// A condition wrong on the companion ABI is an error, also if -arch omits it.
	write("p,mmap,,prot & PROT_EXEC == 0,\n")
	expect(t, 0, "generate", "-policy", file, "-out", dir, "-arch", "amd64")
	if _, stderr := expect(t, 1, "generate", "-policy", file, "-out", dir, "-arch", "amd64", "-compat"); !strings.Contains(stderr, "policy.csv:2:9: prot of mmap is behind a pointer on 386") {
		t.Errorf("a condition that 386 cannot express: %s", stderr)
	}
}
