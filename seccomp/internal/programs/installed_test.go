//go:build linux && amd64

package programs_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// mustBeInstalled skips the test if a program that p needs is missing.
func (p program) mustBeInstalled(t *testing.T) {
	t.Helper()
	if !strings.HasPrefix(p.command[0], "{") { // those are compiled by the test
		mustHave(t, p.command[0])
	}
	for _, name := range p.needs {
		mustHave(t, name)
	}
}

// mustHave skips the test if a program is missing. Where CI is set, that is a
// failure: .ci/programs installs them all.
func mustHave(t *testing.T, name string) {
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
