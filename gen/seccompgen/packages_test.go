package main

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
)

// generatedPackage is a generated package of this module.
type generatedPackage struct {
	// dir is the folder of its directive, args the arguments of generate there.
	dir  string
	args []string
	// options holds the arguments, parsed in dir; out is the package's folder.
	options generateOptions
	out     string
	// overlaid marks an overlay:generate line. The tests of kernels lay the files over dir.
	overlaid bool
}

// moduleLine generates all packages of this module.
const moduleLine = "//go:generate go run ./gen/seccompgen generate ./...\n"

// findPackages returns the packages of the module's seccompgen:generate and overlay:generate
// lines. The tree holds no files of the latter: they are for a temporary folder. Every
// folder with a generated file must have a seccompgen:generate line.
func findPackages(t *testing.T) []generatedPackage {
	t.Helper()
	var packages []generatedPackage
	folders := make(map[string]bool)
	err := filepath.WalkDir(moduleRoot, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		if emit.Generated(text) {
			folders[filepath.Dir(path)] = true
			return err
		}
		for line := range bytes.Lines(text) {
			if args, ok := strings.CutPrefix(string(line), directive); ok {
				packages = append(packages, parsePackage(t, filepath.Dir(path), strings.Fields(args)))
			}
			if strings.HasPrefix(string(line), "//go:generate ") && string(line) != moduleLine {
				t.Errorf("%s: %s; want a line %s", path, line, directive)
			}
			if args, ok := strings.CutPrefix(string(line), "//overlay:generate "); ok {
				dir := filepath.Dir(path)
				p := parsePackage(t, dir, append(strings.Fields(args), "-out", filepath.Join(t.TempDir(), filepath.Base(dir))))
				p.overlaid = true
				packages = append(packages, p)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		delete(folders, p.out)
	}
	for dir := range folders {
		t.Errorf("%s has generated files, and no seccompgen:generate line is for it", dir)
	}
	return packages
}

// parsePackage parses the arguments of generate as in dir.
func parsePackage(t *testing.T, dir string, args []string) generatedPackage {
	t.Helper()
	p := generatedPackage{dir: dir, args: args}
	within(t, dir, func() {
		var err error
		if p.options, err = parseGenerate(flag.NewFlagSet("generate", flag.ContinueOnError), ".", args); err != nil {
			t.Fatalf("%s: %v", dir, err)
		}
		if p.out, err = filepath.Abs(p.options.out); err != nil {
			t.Fatal(err)
		}
	})
	return p
}

// within runs a function in a folder.
func within(t *testing.T, dir string, do func()) {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := os.Chdir(here); err != nil {
			t.Fatal(err)
		}
	}()
	if err := os.Chdir(dir); err != nil {
		t.Fatal(err)
	}
	do()
}

// ofPolicies returns the packages of policies.
func ofPolicies(packages []generatedPackage) []generatedPackage {
	return slices.DeleteFunc(packages, func(p generatedPackage) bool { return p.options.file == "" })
}

// TestPackages runs generate -check on every generated package of this module, and proves
// its files on disk, for all architectures. The laboratory's packages lie in a temporary
// folder. Package tablesource proves package tables.
func TestPackages(t *testing.T) {
	packages := findPackages(t)
	if got := len(ofPolicies(slices.Clone(packages))); got < 6 || got != len(packages)-1 {
		t.Errorf("%d packages, %d of policies; want package tables and 6 of policies at least", len(packages), got)
	}
	for _, p := range packages {
		t.Run(filepath.Base(p.out), func(t *testing.T) {
			t.Chdir(p.dir)
			if p.overlaid {
				expect(t, 0, append([]string{"generate"}, p.args...)...)
			}
			if code, stdout, stderr := command(slices.Concat([]string{"generate", "-check"}, p.args)...); code != 0 || stdout != "" || stderr != "" {
				t.Errorf("generate -check: exit %d, printed %q and\n%s", code, stdout, stderr)
			}
			if p.options.file == "" {
				return
			}
			proof := newProof(t, p.options)
			if err := proof.checkPackage(p.out); err != nil {
				t.Error(err)
			}
			proof.checkCalls(t, p.out)
		})
	}
}
