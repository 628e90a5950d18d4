package eventlog_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
)

// read returns the entries of a log, a line each, and the errors.
func read(log string, arches ...*arch.Arch) (entries, errs string) {
	var b strings.Builder
	err := eventlog.Read("log", strings.NewReader(log), arches, func(e eventlog.Entry) bool {
		b.WriteString(text(e) + "\n")
		return true
	})
	if err != nil {
		errs = err.Error()
	}
	return b.String(), errs
}

// text describes an entry: what it lacks is left out.
func text(e eventlog.Entry) string {
	parts := []string{fmt.Sprint(e.Line)}
	add := func(really bool, format string, a ...any) {
		if really {
			parts = append(parts, fmt.Sprintf(format, a...))
		}
	}
	add(e.Time != "", "%s", e.Time)
	add(e.PID != "", "pid %s", e.PID)
	add(e.Comm+e.Exe != "", "comm %q exe %q", e.Comm, e.Exe)
	if e.Event.Arch == nil {
		add(true, "machine %s number %d", e.Machine, e.Number)
	} else {
		add(true, "%s %v", e.Event.Arch.GOARCH, e.Event)
	}
	for _, other := range e.Others {
		add(true, "or %s", other.GOARCH)
	}
	add(!e.Audited, "code %#x", e.Action)
	add(e.AnyKill, "or thread")
	add(e.Compat, "compat")
	add(e.Audited, "audited")
	add(e.Caller != "", "caller %q", e.Caller)
	return strings.Join(parts, " ")
}

// TestRead reads the logs in testdata. A file has a log, the entries and the errors.
func TestRead(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no files", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files := make(map[string]string)
			for _, f := range archive.Files {
				files[f.Name] = string(f.Data)
			}
			entries, errs := read(files["log"])
			if entries != files["want"] {
				t.Errorf("entries\n%s\nwant\n%s", entries, files["want"])
			}
			if want := strings.TrimSpace(files["errors"]); errs != want {
				t.Errorf("errors\n%s\nwant\n%s", errs, want)
			}
		})
	}
}
