package emit_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
)

// TestReadme replaces the text between the markers, and compares the messages for missing
// ones.
func TestReadme(t *testing.T) {
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- profiles: written by go generate -->\n", "<!-- profiles end -->\n"
	text, err := emit.Readme(c, []byte("before\n"+begin+"old\n"+end+"after\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(text); !strings.HasPrefix(got, "before\n"+begin+"| profile | 386 | amd64 | ") || !strings.HasSuffix(got, " |\n"+end+"after\n") || strings.Contains(got, "old") {
		t.Errorf("the README is\n%s", got)
	}
	for text, want := range map[string]string{
		"no table\n":      `no line "<!-- profiles: written by go generate -->"; add it before the table of profiles`,
		end + begin:       `no line "<!-- profiles end -->"; add it after the table of profiles`,
		begin + "| a |\n": `no line "<!-- profiles end -->"; add it after the table of profiles`,
	} {
		if _, err := emit.Readme(c, []byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
