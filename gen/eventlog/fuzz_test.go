package eventlog_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
)

// FuzzRead reads any text: each line gives at most one entry, entries are in the order of
// their lines, and a second reading gives the same.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name == "log" {
				f.Add(string(file.Data))
			}
		}
	}
	f.Fuzz(func(t *testing.T, log string) {
		lines := strings.Count(log, "\n") + 1
		count := 0
		_ = eventlog.Read("log", strings.NewReader(log), nil, func(e eventlog.Entry) bool {
			if count++; e.Line < 1 || e.Line > lines || count > lines {
				t.Errorf("entry %d of line %d, of %d lines", count, e.Line, lines)
			}
			if e.Event.Arch != nil {
				_ = e.Event.String()
				_, _ = e.Rule()
			}
			return true
		})
		first, firstErrors := read(log)
		if second, errs := read(log); second != first || errs != firstErrors {
			t.Errorf("a second reading differs:\n%s%s\n%s%s", first, firstErrors, second, errs)
		}
	})
}
