//go:build linux && amd64

package programs

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/installed"
)

// mustBeInstalled skips the test if a program for p is missing.
func (p Program) mustBeInstalled(t *testing.T, places Places) {
	t.Helper()
	for _, name := range p.Missing(places) {
		installed.Must(t, name)
	}
}
