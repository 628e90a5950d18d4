package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lineOf writes a package with a policy and a directive into a folder.
func lineOf(t *testing.T, folder, line string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(folder, "policy.csv"), header+"p,read,,,\np,write,errno:EPERM,fd > 2,\np,write,,,\n")
	writeFile(t, filepath.Join(folder, "doc.go"), "// Package p is generated.\n//\n//\t//seccompgen:generate -none\npackage p\n\n"+line)
}

// withFile returns the folders inside the working directory with a file, sorted.
func withFile(t *testing.T, name string) (folders []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if filepath.Base(path) == name {
			folders = append(folders, filepath.ToSlash(filepath.Dir(path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(folders)
	return folders
}

// TestFolders generates the packages of folders, and compares them with those of generate
// with the same flags.
func TestFolders(t *testing.T) {
	t.Chdir(t.TempDir())
	const flags = "-policy policy.csv -pkg p -arch amd64,arm64"
	for _, folder := range []string{"a", "a/b", "a/b/testdata/c", "a/_d", "a/.e", "other"} {
		lineOf(t, folder, directive+flags+"\n")
	}
	lineOf(t, "a/module", directive+flags+"\n")
	writeFile(t, "a/module/go.mod", "module example.com/m\n")
	lineOf(t, "two", directive+flags+"\n"+directive+flags+" -out ../a/f\n")
	for _, test := range []struct {
		folders, want []string
	}{
		{[]string{"a"}, []string{"a"}},
		{[]string{"a/..."}, []string{"a", "a/b"}},
		{[]string{"two", "a/b/testdata/..."}, []string{"a", "a/b", "a/b/testdata/c", "a/f", "two"}},
		{[]string{"two", "./...", "a"}, []string{"a", "a/b", "a/b/testdata/c", "a/f", "other", "two"}},
	} {
		expect(t, 0, append([]string{"generate"}, test.folders...)...)
		if got := withFile(t, "zprofiles.go"); !slices.Equal(got, test.want) {
			t.Errorf("after %v the folders %v have files, want %v", test.folders, got, test.want)
		}
	}
	expect(t, 0, append([]string{"generate", "-out", "want"}, strings.Fields(strings.Replace(flags, "policy.csv", "a/policy.csv", 1))...)...)
	for name, text := range snapshot(t, "want") {
		if got := contents(t, filepath.Join("a/f", name)); got != text {
			t.Errorf("%s is\n%s\nwant\n%s", name, got, text)
		}
	}
}

// TestFoldersCheck changes files of two packages. -check names both.
func TestFoldersCheck(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, folder := range []string{"a", "b", "c"} {
		lineOf(t, folder, directive+"-policy policy.csv -pkg p -arch amd64\n")
	}
	expect(t, 0, "generate", "./...")
	if stdout, stderr := expect(t, 0, "generate", "-check", "./..."); stdout != "" || stderr != "" {
		t.Errorf("printed %q and %q", stdout, stderr)
	}
	for _, folder := range []string{"a", "c"} {
		writeFile(t, folder+"/zprofiles.go", contents(t, folder+"/zprofiles.go")+"\n")
	}
	_, stderr := expect(t, 1, "generate", "-check", "./...")
	if a, c := strings.Index(stderr, "a/zprofiles.go:"), strings.Index(stderr, "\nc/zprofiles.go:"); a != 0 || c < 0 || strings.Contains(stderr, "b/") {
		t.Errorf("printed\n%s", stderr)
	}
}

// TestFoldersWrong expects all errors, each with its place, and no files.
func TestFoldersWrong(t *testing.T) {
	t.Chdir(t.TempDir())
	lineOf(t, "a", directive+"-policy policy.csv -arch sparc\n")
	lineOf(t, "b", directive+"-policy policy.csv -pkg p stray\n")
	lineOf(t, "c", directive+"-policy policy.csv -pkg p\n")
	lineOf(t, "none", "")
	lineOf(t, "twice", directive+"-policy policy.csv -pkg p\n"+directive+"-policy ../c/policy.csv -pkg q\n")
	lineOf(t, "other", directive+"-policy policy.csv -pkg p -out ../twice/\n")
	for _, test := range []struct {
		args string
		code int
		want []string
	}{
		{"./...", 2, []string{"a/doc.go:6:1: seccompgen generate: -arch: unknown architecture \"sparc\"", "b/doc.go:6:1: seccompgen generate: unexpected argument \"stray\""}},
		{"c twice other", 1, []string{"twice/doc.go:7:1: twice/doc.go:6:1 writes folder twice too; use another -out\nother/doc.go:6:1: twice/doc.go:6:1 writes folder twice too; use another -out\n"}},
		{"none", 1, []string{"none: no line //seccompgen:generate FLAGS"}},
		{"missing", 2, []string{"seccompgen generate: \"missing\" is no folder"}},
		{"a/doc.go", 2, []string{"seccompgen generate: \"a/doc.go\" is no folder"}},
		{"-policy a/policy.csv c", 2, []string{"unexpected argument \"c\"; write flags for folders into lines //seccompgen:generate FLAGS"}},
	} {
		_, stderr := expect(t, test.code, append([]string{"generate"}, strings.Fields(test.args)...)...)
		for _, want := range test.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("%s: printed %q, want %q", test.args, stderr, want)
			}
		}
	}
	if found, err := filepath.Glob("*/z*.go"); err != nil || len(found) > 0 {
		t.Errorf("wrote %v (%v)", found, err)
	}
}

// TestGuideFolders follows the guide for several policies.
func TestGuideFolders(t *testing.T) {
	_, command, _ := strings.Cut(guideBlock(t, "//go:generate go tool seccompgen generate ./..."), "seccompgen ")
	flags, policy := guideBlock(t, strings.TrimSpace(directive)), guidePolicy(t)
	t.Chdir(t.TempDir())
	for _, folder := range []string{"first", "second"} {
		lineOf(t, folder, flags)
		writeFile(t, filepath.Join(folder, "policy.csv"), policy)
	}
	expect(t, 0, strings.Fields(command)...)
	if got := withFile(t, "zprofiles_linux_amd64.go"); !slices.Equal(got, []string{"first", "second"}) {
		t.Errorf("the folders %v have files", got)
	}
}
