//go:build linux && amd64

package programs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// explain runs p under c again, by strace where that is installed, and returns the
// calls among which are those that were denied, a line each.
func (p program) explain(t *testing.T, places places, c confinement) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		return "install strace to see which calls were denied"
	}
	log := filepath.Join(t.TempDir(), "log")
	p.run(t, places, c, strace, "-f", "-o", log)
	trace, err := os.ReadFile(log)
	if err != nil {
		return err.Error()
	}
	return "run again by strace, threads that were killed had last called:\n" + strings.Join(fatalCalls(string(trace)), "\n")
}

// fatalCalls returns the last call of each thread that SIGSYS killed, sorted, by a
// log of strace -f. A line begins with the thread, and for one that was killed it is
// like "12 +++ killed by SIGSYS +++". All threads of a process are killed, not only
// the one that made the denied call.
func fatalCalls(trace string) []string {
	var fatal []string
	last := map[string]string{}
	for line := range strings.Lines(trace) {
		thread, event, _ := strings.Cut(strings.TrimSpace(line), " ")
		event = strings.TrimSpace(event)
		switch {
		case !strings.HasPrefix(event, "+++"):
			last[thread] = event
		case strings.Contains(event, "killed by SIGSYS"):
			fatal = append(fatal, last[thread])
		}
	}
	slices.Sort(fatal)
	return slices.Compact(fatal)
}
