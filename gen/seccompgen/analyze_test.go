package main

import (
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/flow"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// analyzed holds a program with one unknown number.
const analyzed = "../analyze/testdata/computed"

// TestAnalyzeUsage checks the errors in arguments of analyze.
func TestAnalyzeUsage(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "0 packages; want one main package"},
		{[]string{"a", "b"}, "2 packages; want one main package"},
		{[]string{"-arch", "pdp11", "."}, `-arch: unknown architecture "pdp11"`},
		{[]string{"-o", "a.csv", "-check", "b.csv", "."}, "-o and -check; give one of them"},
		{[]string{"-profile", "node_exporter", "."}, `-profile "node_exporter" is no name for a profile; use small letters`},
		{[]string{"-profile", "network", "."}, `-profile "network" is no name`},
		{[]string{"-profile", "a\nb", "."}, `is no name`},
		{[]string{"-assume", "main.go:7", "."}, `"main.go:7"; want FILE:LINE=NAME[,NAME]`},
		{[]string{"-assume", "main.go:x=read", "."}, `line "x" in "main.go:x=read"; want FILE:LINE=NAME[,NAME]`},
		{[]string{"-assume", "main.go:7=raed", "."}, `unknown syscall "raed"; did you mean read?`},
	} {
		if _, stderr := expect(t, 2, append([]string{"analyze"}, test.args...)...); !strings.Contains(stderr, test.want) {
			t.Errorf("%q: printed %q; want %q", test.args, stderr, test.want)
		}
	}
}

// TestAnalyzeProfile checks the names of profiles for programs.
func TestAnalyzeProfile(t *testing.T) {
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"example.com/cmd/server":              "server",
		"github.com/mikefarah/yq/v4":          "yq",
		"github.com/prometheus/node_exporter": "node-exporter",
		"example.com/network":                 "program-network", // a built-in profile
		"example.com/2fa":                     "program-2fa",
		"example.com/include":                 "program-include", // a row of its own kind
		"example.com/\u00e9":                  "program",
		"example.com/tested.test":             "tested-test",
		"command-line-arguments":              "tool",
	} {
		p := &build.Program{Main: &build.Package{ImportPath: path, Dir: "/src/tool"}}
		if got := profileName(c, p); got != want {
			t.Errorf("%s: profile %s, want %s", path, got, want)
		}
	}
}

// TestAnalyzeRemarks checks the warning for another Go version, and the notes for programs
// that run others or have other files with cgo.
func TestAnalyzeRemarks(t *testing.T) {
	result := func(version, makes string) *analyze.Result {
		p := &build.Program{
			Config:      build.Config{Package: "../analyze/testdata/cgo", GOARCH: runtime.GOARCH},
			Environment: map[string]string{"GOVERSION": version},
		}
		return &analyze.Result{Arch: arch.ByGOARCH(runtime.GOARCH), Program: p, Uses: []analyze.Use{{Syscall: &catalog.Syscall{Name: makes}}}}
	}
	const (
		warning = "warning: analyze was not tested with go1.99; compare its rules with a trace of the program\n"
		runs    = "note: the program can run other programs; they inherit its filter, and need rules of their own\n"
		cgo     = "note: the rules are for CGO_ENABLED=0, and a build here would use cgo in " + modulePath + "/gen/analyze/testdata/cgo; set it in the build too\n"
	)
	for _, test := range []struct{ version, makes, cgo, want string }{
		{"go1.26", "read", "0", ""},
		{"go1.26.8", "execve", "0", runs},
		{"go1.99", "execveat", "0", warning + runs},
		{"go1.27.3", "read", "1", cgo},
	} {
		t.Setenv("CGO_ENABLED", test.cgo)
		var stderr strings.Builder
		if err := new(analyzeOptions).remark([]*analyze.Result{result(test.version, test.makes)}, &stderr); err != nil || stderr.String() != test.want {
			t.Errorf("%v: printed %q, %v", test, stderr.String(), err)
		}
	}
}

// TestAnalyzeProblems checks the hints of problems, and the architectures of those that do
// not have all.
func TestAnalyzeProblems(t *testing.T) {
	place := token.Position{Filename: "/p/main.go", Line: 7, Column: 2}
	number, code := flow.Problem{Pos: place, Text: "the number is computed"}, flow.Problem{Pos: place, Text: "code", Code: true}
	err := problemsOf([]*analyze.Result{
		{Arch: arch.ByGOARCH("amd64"), Problems: []flow.Problem{number, code}},
		{Arch: arch.ByGOARCH("mips"), Problems: []flow.Problem{number}},
	})
	const want = "/p/main.go:7:2: the number is computed; use a constant, or add -assume /p/main.go:7=NAME\n" +
		"/p/main.go:7:2: code; remove it, or add -assume /p/main.go:7=NAME (amd64)"
	if err == nil || err.Error() != want {
		t.Errorf("error\n%v\nwant\n%s", err, want)
	}
}

// TestAnalyze analyzes a program with an unknown number. Without an assumption nothing is
// written. With one the rules permit the program, until a rule is removed.
func TestAnalyze(t *testing.T) {
	if testing.Short() {
		t.Skip("links programs")
	}
	file := filepath.Join(t.TempDir(), "analyzed.csv")
	_, stderr := expect(t, 1, "analyze", "-arch", "amd64", "-o", file, analyzed)
	const want = "analyze/testdata/computed/main.go:11:20: the number comes from an element of an array or slice; use a constant, or add -assume "
	if !strings.Contains(stderr, want) {
		t.Errorf("printed %q; want %q", stderr, want)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("wrote the file")
	}
	assume := []string{"analyze", "-arch", "amd64", "-assume", "computed/main.go:11=getppid,getpgrp"}
	expect(t, 0, append(assume, "-o", file, analyzed)...)
	text := contents(t, file)
	for _, row := range []string{
		"computed,getpgrp,,,assumed for computed/main.go:11\n",
		"computed,restart_syscall,,,kernel: resumes a syscall after SIGSTOP and SIGCONT\n",
		"computed,futex,,,Go runtime: runtime.futex\n",
	} {
		if !strings.Contains(text, row) {
			t.Errorf("the rules lack %q:\n%s", row, text)
		}
		text = strings.Replace(text, row, "", 1)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr = expect(t, 1, append(assume, "-check", file, analyzed)...)
	for _, name := range []string{"futex: Go runtime: runtime.futex", "getpgrp: assumed", "restart_syscall: kernel"} {
		if want := file + ": profile computed refuses " + name; strings.Count(stderr, want) != 1 {
			t.Errorf("printed\n%s\nwant %q", stderr, want)
		}
	}
	if n := strings.Count(stderr, "\n"); n != 3 {
		t.Errorf("%d lines:\n%s", n, stderr)
	}
}
