// Package installed tells tests whether the programs that they run are there.
package installed

import (
	"os"
	"os/exec"
	"testing"
)

// Must skips the test if a program is missing. Where CI is set, that is a failure:
// .ci/packages installs them all.
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
