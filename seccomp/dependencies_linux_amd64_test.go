package seccomp_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestDependencies shows what a program that imports this package links: the
// standard library's lower parts, package tables and x/sys/unix.
func TestDependencies(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	const module = "github.com/sandbox-seccomp/sandbox-seccomp/"
	got := strings.Fields(string(out))
	want := []string{"golang.org/x/sys/unix", module + "tables", module + "seccomp"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("package seccomp depends on %v, want %v", got, want)
	}
}
