//go:build linux && amd64

package programs

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// explain runs a trial again, under strace if installed. It returns lines with the last
// syscalls, the denied ones among them.
func (trial Trial) explain(t *testing.T, places Places) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		return "install strace to see which calls were denied"
	}
	log := filepath.Join(t.TempDir(), "log")
	again := trial.Run(t.Context(), places, strace, "-f", "-o", log)
	trace, err := os.ReadFile(log)
	if err != nil {
		return errors.Join(again, err).Error()
	}
	return "run again by strace, threads that were killed had last called:\n" + strings.Join(fatalCalls(string(trace)), "\n")
}

// fatalCalls returns the last syscall of each thread killed by SIGSYS, sorted, from a log
// of strace -f. A line begins with the thread, as in "12 +++ killed by SIGSYS +++". The
// filter kills all threads of a process, also those without a denied syscall.
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
