//go:build linux && amd64

package toolchain

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPolicies runs the tests of the policies' packages with the generated files.
func TestPolicies(t *testing.T) {
	overlay, err := Overlay(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "test", "-vet=off", "-ldflags=-w", "-tags", Tag, "-overlay", overlay, "../policies/...").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"companion", "conditions"} {
		if result := "ok  \t" + strings.TrimSuffix(policies, "...") + name + "\t"; !strings.Contains(string(out), result) {
			t.Errorf("%q is not among the results:\n%s", result, out)
		}
	}
	if strings.Contains(string(out), "no tests to run") {
		t.Errorf("a package has no tests:\n%s", out)
	}
}

func TestArguments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "doc.go")
	for text, want := range map[string]string{
		"package p\n\n//overlay:generate -policy p.csv -pkg p\n": "-policy p.csv -pkg p",
		"// a line with //overlay:generate -policy p.csv\n":      "",
		"package p\n": "",
	} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if args, err := arguments(file); err != nil || strings.Join(args, " ") != want {
			t.Errorf("the arguments in %q are %q (%v), want %q", text, args, err, want)
		}
	}
	if args, err := arguments(file + ".missing"); args != nil || err != nil {
		t.Errorf("the arguments in a missing file are %q (%v)", args, err)
	}
}
