package analyze

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// TestProposals checks the conditions for the arguments of program arguments. One unknown
// value leaves out its parameter, be it the only one.
func TestProposals(t *testing.T) {
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, goarch := range testArches() {
		results := []*Result{run(t, "arguments", "", goarch)}
		got := Proposals(Rows(c, results), results)
		for operation, want := range map[string]string{
			"ioctl":      "cmd == TCGETS || cmd == TIOCGWINSZ",
			"shutdown":   "how == SHUT_RD || how == SHUT_WR || how == SHUT_RDWR",
			"ptrace":     "request == 0x10",
			"lseek":      "whence == SEEK_END",
			"flock":      "",
			"futex":      "op == FUTEX_WAIT_PRIVATE || op == FUTEX_WAKE_PRIVATE",
			"setsockopt": "level == 0x0 || level == SOL_SOCKET",
			"read":       "",
		} {
			if got[operation] != want && results[0].entryOf(operation) == operation {
				t.Errorf("%s: %s with %q; want %q", goarch, operation, got[operation], want)
			}
		}
	}
}

// entryOf returns the entry point of an operation, or "".
func (r *Result) entryOf(operation string) string {
	for _, u := range r.Uses {
		if u.Operation == operation {
			return u.Syscall.Name
		}
	}
	return ""
}
