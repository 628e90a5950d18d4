package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/cause"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// runArchive runs a command on the files of an archive, with the flags in its file flags
// and an empty standard input. It compares the output and the exit code with those of the
// files stdout, stderr and code; without such a file they must be empty.
func runArchive(t *testing.T, command, path string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	files := map[string]string{"code": "0"}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
		if err := os.WriteFile(f.Name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	withStdin(t, "")
	code, err := strconv.Atoi(strings.TrimSpace(files["code"]))
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr := expect(t, code, append([]string{command}, strings.Fields(files["flags"])...)...)
	if stdout != files["stdout"] {
		t.Errorf("got\n%s\nwant\n%s", stdout, files["stdout"])
	}
	if stderr != files["stderr"] {
		t.Errorf("standard error\n%s\nwant\n%s", stderr, files["stderr"])
	}
}

// withStdin replaces standard input by a text, for the test.
func withStdin(t *testing.T, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stdin")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdin
	os.Stdin = f
	t.Cleanup(func() {
		os.Stdin = before
		f.Close()
	})
}

// runArchives runs runArchive on each archive in a folder.
func runArchives(t *testing.T, command, folder string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no archives", err)
	}
	for _, path := range paths {
		path, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { runArchive(t, command, path) })
	}
}

func TestExplain(t *testing.T) { runArchives(t, "explain", "testdata/explain") }

// TestExplainInput reads standard input, by default and as -.
func TestExplainInput(t *testing.T) {
	const line = `audit: type=1326 audit(1.5:1): pid=1 comm="a" exe="/a" sig=31 arch=c000003e syscall=0 compat=0 ip=0x1 code=0x0` + "\n"
	for _, args := range [][]string{{"explain"}, {"explain", "-"}} {
		withStdin(t, line)
		if stdout, _ := expect(t, 0, args...); stdout != "stdin:1: 1970-01-01T00:00:01.500Z /a[1]: read on amd64: kill the thread\n" {
			t.Errorf("%v: %s", args, stdout)
		}
	}
}

// TestExplainErrors lists wrong arguments and files, with the start of their message.
func TestExplainErrors(t *testing.T) {
	withStdin(t, "")
	for args, want := range map[string]struct {
		code  int
		start string
	}{
		"-policy p.csv":   {2, "seccompgen explain: -policy without -profile; name one of its profiles"},
		"-profile server": {1, "no syscall of a filter in -\nunknown profile \"server\"; want one of essential, "},
		"-arch vax":       {2, `seccompgen explain: -arch: unknown architecture "vax"; want some of `},
		"/nonexistent":    {1, "no syscall of a filter in /nonexistent\nopen /nonexistent: no such file or directory\n"},
		"/":               {1, "no syscall of a filter in /\n/: read /: is a directory\n"},
		"-policy testdata/none.csv -profile server -": {1, "no syscall of a filter in -\nstat testdata/none.csv: no such file or directory\n"},
	} {
		if _, stderr := expect(t, want.code, append([]string{"explain"}, strings.Fields(args)...)...); !strings.HasPrefix(stderr, want.start) {
			t.Errorf("%s: %s\nwant %s", args, stderr, want.start)
		}
	}
}

// TestManyEvents reads more different events than an explanation holds.
func TestManyEvents(t *testing.T) {
	var b strings.Builder
	for i := range maxEvents + 1 {
		b.WriteString(`audit: type=1326 audit(1.5:1): pid=1 comm="a" exe="/a` + strconv.Itoa(i) + `" sig=31 arch=c000003e syscall=0 compat=0 ip=0x1 code=0x0` + "\n")
	}
	withStdin(t, b.String())
	stdout, stderr := expect(t, 1, "explain")
	if strings.Count(stdout, "\n") != maxEvents || stderr != "more than 10000 different events; give a part of the log\n" {
		t.Errorf("%d events, %s", strings.Count(stdout, "\n"), stderr)
	}
}

// TestUntried prints rows without a place after many tried ones.
func TestUntried(t *testing.T) {
	p := &explained{Profile: cause.NewProfile(&policy.Profile{Title: profile.Title{Name: "p"}}, policy.Decisions{}), places: make(map[string]string)}
	for i := range maxPlaces {
		p.places[strconv.Itoa(i)] = ""
	}
	e := eventlog.Entry{Event: event.Event{Arch: arch.ByGOARCH("amd64")}}
	if got, want := p.advice(e, nil), "a row to allow it, not tried: p,read,,,"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
