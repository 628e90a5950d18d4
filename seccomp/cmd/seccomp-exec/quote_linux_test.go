package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestQuoted(t *testing.T) {
	for text, want := range map[string]string{
		"ls":              "ls",
		"/a b/ü \"x\"":    "/a b/ü \"x\"",
		"":                `""`,
		"\x1b[31m":        `"\x1b[31m"`,
		"a\nb":            `"a\nb"`,
		"a\u202eb":        `"a\u202eb"`,
		"a\u200bb":        `"a\u200bb"`,
		"a\xffb":          `"a\xffb"`,
		"\u009b31m":       `"\u009b31m"`,
		"a\ufffdb":        "a\ufffdb",
		"C:\\x":           "C:\\x",
		"\u2028":          `"\u2028"`,
		"-\x1b]0;title\a": `"-\x1b]0;title\a"`,
	} {
		if got := quoted(text); got != want {
			t.Errorf("%q: %s, and not %s", text, got, want)
		}
	}
}

// Control characters of a name do not reach the terminal, and a line feed does not start a
// line.
func TestNamesAreQuoted(t *testing.T) {
	const name = "\x1b[31mred\nseccomp-exec: \u202e"
	const shown = `\x1b[31mred\nseccomp-exec: \u202e`
	folder := t.TempDir()
	denied := filepath.Join(folder, name)
	if err := os.Symlink(helperArgs(t)[0], denied); err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(folder, name+"plain")
	if err := os.WriteFile(plain, []byte("no\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		code int
	}{
		{[]string{name}, 127},
		{[]string{"/" + name}, 127},
		{[]string{denied, "-helper", "denied"}, killed},
		{[]string{plain}, 126},
		{[]string{"-no-supervisor", plain}, 126},
		{[]string{"-block", "execve", denied}, 125},
		{[]string{"-" + name, "true"}, 125},
		{[]string{"-profile", name, "true"}, 125},
		{[]string{"-block", name, "true"}, 125},
		{[]string{"-on-violation", name, "true"}, 125},
		{[]string{"-on-violation", "errno:" + name, "true"}, 125},
		{[]string{"-no-supervisor=" + name, "true"}, 125},
	} {
		got := finish(t, prepare(t, test.args...))
		if got.code != test.code || strings.Count(got.stderr, "\n") != 1 || strings.ContainsAny(got.stderr, "\x1b\u202e") ||
			!strings.Contains(strings.ReplaceAll(got.stderr, `\\`, `\`), shown) {
			t.Errorf("%q: %+v", test.args, got)
		}
	}
}
