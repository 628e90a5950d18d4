//go:build linux && amd64

package programs

import (
	"strings"
	"testing"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// TestLimit ends a hanging program at the limit of its places.
func TestLimit(t *testing.T) {
	places := Places{Runs: t.TempDir(), Limit: time.Millisecond}
	trial := Trial{
		Program: Program{command: []string{"sleep", "600"}},
		Under:   Confinement{Profile: tables.Unrestricted(), Action: kill},
	}
	if err := trial.Run(t.Context(), places); err == nil || !strings.Contains(err.Error(), "timed out: true") {
		t.Errorf("the result is %v, want a time-out", err)
	}
}
