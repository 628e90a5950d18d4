package strace_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/strace"
)

// read returns the syscalls of a trace, a line each with the count, and the errors.
func read(trace, goarch string) (syscalls, errs string) {
	var b strings.Builder
	err := strace.Read("trace", strings.NewReader(trace), arch.ByGOARCH(goarch), func(e event.Event, n uint64) {
		fmt.Fprintf(&b, "%d %s %v\n", n, e.Arch.GOARCH, e)
	})
	if err != nil {
		errs = err.Error()
	}
	return b.String(), errs
}

// archives returns the files of each archive in testdata.
func archives(t testing.TB) map[string]map[string]string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no files", err)
	}
	all := make(map[string]map[string]string)
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files := make(map[string]string)
		for _, f := range archive.Files {
			files[f.Name] = string(f.Data)
		}
		all[strings.TrimSuffix(filepath.Base(path), ".txtar")] = files
	}
	return all
}

// TestRead reads the traces in testdata. A file has a trace, its architecture, the syscalls
// and the errors.
func TestRead(t *testing.T) {
	for name, files := range archives(t) {
		t.Run(name, func(t *testing.T) {
			syscalls, errs := read(files["trace"], strings.TrimSpace(files["arch"]))
			if syscalls != files["want"] {
				t.Errorf("syscalls\n%s\nwant\n%s", syscalls, files["want"])
			}
			if want := strings.TrimSpace(files["errors"]); errs != want {
				t.Errorf("errors\n%s\nwant\n%s", errs, want)
			}
		})
	}
}

// TestCutLine reads a line of 1 MB: its syscall counts, with the arguments in its beginning.
func TestCutLine(t *testing.T) {
	got, errs := read("socket(AF_UNIX, \""+strings.Repeat("x", 1<<20)+"\") = 3\ngetpid() = 1\n", "amd64")
	if want := "1 amd64 socket(family=AF_UNIX, type=?, protocol=?)\n1 amd64 getpid\n"; got != want || errs != "" {
		t.Errorf("%s%s, want %s", got, errs, want)
	}
}

// FuzzRead reads any text: each line gives at most one syscall, but the end of a table two,
// and a second reading gives the same.
func FuzzRead(f *testing.F) {
	for _, files := range archives(f) {
		f.Add(files["trace"])
	}
	f.Fuzz(func(t *testing.T, trace string) {
		syscalls, errs := read(trace, "amd64")
		if count, lines := strings.Count(syscalls, "\n"), strings.Count(trace, "\n")+1; count > 2*lines {
			t.Errorf("%d syscalls in %d lines", count, lines)
		}
		if again, errsAgain := read(trace, "amd64"); again != syscalls || errsAgain != errs {
			t.Errorf("a second reading differs:\n%s%s\n%s%s", syscalls, errs, again, errsAgain)
		}
	})
}
