//go:build linux && amd64

package programs

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/installed"
)

// newPlaces compiles the programs of testdata and starts the module proxy.
func newPlaces(t *testing.T) Places {
	t.Helper()
	installed.Must(t, "go")
	installed.Must(t, "gcc")
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	hello, err := os.ReadFile(filepath.Join(testdata, "hello", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	guests := t.TempDir()
	mains, err := filepath.Glob("testdata/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	// Glibc's user lookups try a socket to nscd.
	args := []string{"build", "-tags=osusergo", "-ldflags=-w", "-o", guests}
	for _, file := range mains {
		args = append(args, "./"+filepath.Dir(file))
	}
	output(t, "go", args...)
	output(t, "gcc", "-o", filepath.Join(guests, "dynamic"), "testdata/write.c")
	output(t, "gcc", "-static", "-o", filepath.Join(guests, "static"), "testdata/write.c")
	output(t, "gcc", "-pthread", "-o", filepath.Join(guests, "threads"), "testdata/threads.c")
	return Places{
		Runs:     t.TempDir(),
		Guests:   guests,
		Testdata: testdata,
		GoCache:  strings.TrimSpace(output(t, "go", "env", "GOCACHE")),
		GoProxy:  startProxy(t, hello),
	}
}

// output returns the output of a command, and ends the test if the command fails.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	return string(out)
}
