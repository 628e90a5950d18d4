package strace_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

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

// TestLongLine reads a line of 50 MB: its syscall counts, with the arguments in its beginning.
func TestLongLine(t *testing.T) {
	allocations := testing.AllocsPerRun(1, func() {
		long := io.MultiReader(strings.NewReader("socket(AF_UNIX, \""), io.LimitReader(letters{}, 50<<20), strings.NewReader("\") = 3\ngetpid() = 1\n"))
		var got []string
		err := strace.Read("trace", long, arch.ByGOARCH("amd64"), func(e event.Event, n uint64) { got = append(got, e.String()) })
		if want := "socket(family=AF_UNIX, type=?, protocol=?) getpid"; err != nil || strings.Join(got, " ") != want {
			t.Errorf("%v, error %v, want %s", got, err, want)
		}
	})
	if allocations > 1000 {
		t.Errorf("%v allocations", allocations)
	}
}

// letters is an endless line.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// TestManyErrors reads many unknown syscalls: some are reported, and that there are more.
func TestManyErrors(t *testing.T) {
	_, errs := read(strings.Repeat("nothing(1) = 0\n", 1000), "amd64")
	lines := strings.Split(errs, "\n")
	if last := lines[len(lines)-1]; len(lines) != 101 || last != "trace:101:1: more broken lines" {
		t.Errorf("%d errors, the last %s", len(lines), last)
	}
}

// TestUnreadable returns the error of reading.
func TestUnreadable(t *testing.T) {
	failure := errors.New("disk is gone")
	err := strace.Read("trace", iotest.ErrReader(failure), arch.ByGOARCH("amd64"), func(event.Event, uint64) {})
	if !errors.Is(err, failure) {
		t.Error(err)
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
