package csvfile_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// TestShort shortens text by characters.
func TestShort(t *testing.T) {
	forty := strings.Repeat("é", 40)
	for text, want := range map[string]string{"": "", forty: forty, forty + "x": forty + "...", strings.Repeat("a", 1<<20): strings.Repeat("a", 40) + "..."} {
		if got := csvfile.Short(text); got != want {
			t.Errorf("%.60q is %q, want %q", text, got, want)
		}
	}
}
