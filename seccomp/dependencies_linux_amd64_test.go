package seccomp_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/sandbox-seccomp/sandbox-seccomp/"

// dependencies returns a package and its dependencies outside the standard library.
func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg).CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	return strings.Fields(string(out))
}

// TestDependencies expects package seccomp to link only package tables and x/sys/unix beside
// the standard library.
func TestDependencies(t *testing.T) {
	want := []string{"golang.org/x/sys/unix", module + "tables", module + "seccomp"}
	if got := dependencies(t, "."); !slices.Equal(got, want) {
		t.Errorf("package seccomp depends on %v, want %v", got, want)
	}
}

// TestNotifyDependencies expects package notify to link only package tables, the kernel's
// version and x/sys/unix beside the standard library.
func TestNotifyDependencies(t *testing.T) {
	want := []string{"golang.org/x/sys/unix", module + "seccomp/internal/kernel", module + "tables", module + "seccomp/notify"}
	if got := dependencies(t, "./notify"); !slices.Equal(got, want) {
		t.Errorf("package notify depends on %v, want %v", got, want)
	}
}

// TestCommandDependencies expects seccomp-exec to link x/sys and renameio, to write recorded
// policies, beside this module. It uses packages of the generator to read policies.
func TestCommandDependencies(t *testing.T) {
	for _, pkg := range dependencies(t, "./cmd/seccomp-exec") {
		own := strings.HasPrefix(pkg+"/", module)
		if !own && pkg != "golang.org/x/sys/unix" && pkg != "github.com/google/renameio/v2" {
			t.Errorf("seccomp-exec depends on %s", pkg)
		}
	}
}
