// Package installed skips tests of missing programs.
package installed

import (
	"os"
	"os/exec"
	"testing"
)

// Must skips the test if a program is missing. With CI set the test fails instead:
// .ci/packages installs every program.
func Must(t *testing.T, name string) {
	t.Helper()
	_, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
}
