//go:build linux && amd64

package programs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// TestViolations expects the reporter's own lines, from a shell script in place of it. The
// script prints its arguments.
func TestViolations(t *testing.T) {
	reporter := filepath.Join(t.TempDir(), "reporter")
	const script = "#!/bin/sh\necho noise >&2\necho \"seccomp-exec: $*\" >&2\necho 'seccomp-exec: output'\nexit 1\n"
	if err := os.WriteFile(reporter, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	places := Places{Runs: t.TempDir(), Guests: "/guests"}
	trial := Trial{
		Program: Program{command: []string{"{guests}/spawn", "-v"}},
		Under:   Confinement{Profile: tables.Minimal(), Action: eperm, Without: "pipe2"},
	}
	got, err := trial.Violations(t.Context(), places, reporter)
	const want = "seccomp-exec: -report=allow -profile minimal -on-violation errno:EPERM -block pipe2 -- /guests/spawn -v\n"
	if err != nil || got != want {
		t.Errorf("the report is %q (%v), want %q", got, err, want)
	}
	if left, err := os.ReadDir(places.Runs); len(left) > 0 || err != nil {
		t.Errorf("the run leaves %v (%v)", left, err)
	}
}
