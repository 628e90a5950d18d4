package report_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

// markdownOf returns the Markdown of a source.
func markdownOf(t *testing.T, s report.Source) string {
	t.Helper()
	r, err := report.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.Markdown()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestMarkdown compares a comment with its text.
func TestMarkdown(t *testing.T) {
	s := sourceOf(t, "# profile server: serves files\n"+header+"server,violation,errno:EPERM,,\nserver,read,,,\nserver,socketcall,errno:ENOSYS,,\nserver,socket,,family == AF_UNIX,\n")
	s.Arches = s.Arches[:2]
	const want = `# policy.csv

## server

serves files

| verdict | syscalls |
|---|---:|
| ✓ ` + "`allow`" + ` | 1 |
| ◐ ` + "`conditional`" + ` | 1 |
| ? ` + "`errno:ENOSYS`" + ` | N |
| ✗ ` + "`errno:ENOSYS`" + ` | 0–1 |
| ✗ ` + "`errno:EPERM`" + ` | N–N |

Syscalls without a rule: errno&#58;EPERM; newer ones than Linux 5.1: errno&#58;ENOSYS.
`
	// The other counts grow with the tables.
	if got := counts.ReplaceAllString(markdownOf(t, s), "${1}N"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// counts matches the counts of two or more digits.
var counts = regexp.MustCompile(`([ –])[0-9]{2,}`)

// TestMarkdownEscapes checks that text of a policy is no markup.
func TestMarkdownEscapes(t *testing.T) {
	s := sourceOf(t, "# profile server: @team <b>x</b> [a](javascript:b) www.example.com https://example.com | `c` *d* #1 :tada:\n"+header+"server,read,,,\n")
	s.Title = "a\n## b"
	s.Warnings = csvfile.Warnings{{File: "p.csv", Line: 1, Col: 2, What: "<script>"}}
	got := markdownOf(t, s)
	for _, want := range []string{
		"# a \\#\\# b\n",
		"&#64;team &#60;b&#62;x&#60;/b&#62; \\[a\\]\\(javascript&#58;b\\) www\\.example.com https&#58;//example.com \\| \\`c\\` \\*d\\* \\#1 &#58;tada:\n",
		"- p.csv&#58;1&#58;2: &#60;script&#62;\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
