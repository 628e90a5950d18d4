//go:build linux && amd64

package programs_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/installed"
)

// mustBeInstalled skips the test if a program for p is missing.
func (p program) mustBeInstalled(t *testing.T) {
	t.Helper()
	if !strings.HasPrefix(p.command[0], "{") { // those are compiled by the test
		installed.Must(t, p.command[0])
	}
	for _, name := range p.needs {
		installed.Must(t, name)
	}
}
