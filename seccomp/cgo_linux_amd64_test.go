package seccomp_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestCgo runs a program with threads of C. Existing and new ones must be under the filter.
func TestCgo(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "cgo")
	build := exec.Command("go", "build", "-o", binary, "./testdata/cgo")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	const want = `thread from before: operation not permitted
thread from after: operation not permitted
Go: operation not permitted
`
	if out, err := exec.Command(binary).CombinedOutput(); err != nil || string(out) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out, want)
	}
}
