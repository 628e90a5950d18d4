package build

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestSymbol checks that the names of the linker, the debugging information and the
// assembler become one symbol.
func TestSymbol(t *testing.T) {
	for name, want := range map[string]string{
		"main.main":                                "main.main",
		"syscall.rawSyscallNoError.abi0":           "syscall.rawSyscallNoError",
		"slices.Sort[go.shape.[]int,go.shape.int]": "slices.Sort",
		"gopkg.in/yaml%2ev3.(*parser).parse":       "gopkg.in/yaml.v3.(*parser).parse",
		"main.(*list[go.shape.int]).adjust":        "main.(*list).adjust",
		"type:main.T <UsedInIface>":                "type:main.T",
		"exit1<>":                                  "exit1",
	} {
		if got := Symbol(name); got != want {
			t.Errorf("Symbol(%q) = %q; want %q", name, got, want)
		}
	}
}

// TestHas checks which functions a program holds, given its symbols.
func TestHas(t *testing.T) {
	l := &Linked{functions: make(map[string]bool), inClosures: make(map[string]bool)}
	for _, symbol := range []string{"main.main", "main.main.open.func1", "main.main.(*T).Read.func2.1", "main.walk.each-range1", "os.Open", "os.(*File).Sync.func1", "os.Link.deferwrap1"} {
		l.add(symbol)
	}
	for symbol, want := range map[string]bool{
		"main.main":        true,
		"os.Open":          true,
		"main.open":        true, // its closure is left
		"other.open":       true, // the closure does not name the package
		"main.(*T).Read":   true,
		"main.each":        true,
		"os.(*File).Sync":  true, // its closure is left
		"unix.Sync":        false,
		"os.Link":          true,
		"unix.Link":        false,
		"main.close":       false,
		"os.(*File).Close": false,
	} {
		if got := l.Has(symbol); got != want {
			t.Errorf("Has(%q) = %v", symbol, got)
		}
	}
}

// TestReadParents reads a trace of the linker.
func TestReadParents(t *testing.T) {
	trace := "# example.com/p\n_ -> main.main\nmain.main -> os.Open <UsedInIface>\nos.Open -> syscall.Open.abi0\nos.Create -> syscall.Open.abi0\nno arrow\n"
	l := &Linked{parents: readParents([]byte(trace))}
	for symbol, want := range map[string]string{"os.Open": "main.main", "syscall.Open": "os.Open", "main.main": "_", "os.Create": ""} {
		if got := l.Parent(symbol); got != want {
			t.Errorf("Parent(%q) = %q; want %q", symbol, got, want)
		}
	}
}

// TestFlags checks which flags in GOFLAGS are refused.
func TestFlags(t *testing.T) {
	for flags, refused := range map[string]string{
		"":                              "",
		"-mod=vendor -tags=netgo":       "",
		"-trimpath '-ldflags=-s -w'":    "",
		"-mod=mod -overlay=/tmp/o.json": "-overlay=/tmp/o.json",
		"-race":                         "-race",
		"--buildmode=pie":               "--buildmode=pie",
		"-linkshared":                   "-linkshared",
	} {
		err := checkFlags(flags)
		if refused == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), refused+",") {
			t.Errorf("GOFLAGS %q: error %v; want one for %q", flags, err, refused)
		}
	}
}

// TestErrors checks the errors for packages without a program.
func TestErrors(t *testing.T) {
	for _, test := range []struct {
		pkg, tags, want string
	}{
		{".", "", "is not a main package"},
		{"./missing", "", "go build for amd64"},
		{"../testdata/cgo/only", "", "testdata/cgo/only/main.go:4:8: the syscalls of C code are unknown; analyze a program that builds with CGO_ENABLED=0\n"},
	} {
		_, err := Build(Config{Package: test.pkg, Tags: test.tags, GOARCH: "amd64"}, t.TempDir())
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v; want %q", test.pkg, err, test.want)
		}
	}
}

// TestAssembleWrong assembles a wrong file. The assembler then removes its output.
func TestAssembleWrong(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "wrong.s"), []byte("NO INSTRUCTION\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &Program{Config: Config{GOARCH: "amd64", Dir: dir}}
	_, err := p.Assemble(&Package{Dir: dir, ImportPath: "example.com/p"}, "wrong.s", dir, filepath.Join(dir, "object"))
	if err == nil || !strings.Contains(err.Error(), "wrong.s:1") {
		t.Errorf("error %v; want one of the assembler", err)
	}
	if null, err := os.Stat(os.DevNull); err != nil || null.Mode()&os.ModeCharDevice == 0 {
		t.Errorf("%s is %v (%v)", os.DevNull, null, err)
	}
}

// TestWithCgo lists the packages with other files if cgo is enabled.
func TestWithCgo(t *testing.T) {
	for enabled, want := range map[string]string{
		"0": "[]",
		"1": "[github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/testdata/cgo]",
	} {
		t.Setenv("CGO_ENABLED", enabled)
		p := &Program{Config: Config{Package: "../testdata/cgo", GOARCH: runtime.GOARCH}}
		got, err := p.WithCgo()
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("CGO_ENABLED=%s: %v, %v; want %s", enabled, got, err, want)
		}
	}
}

// TestTested checks which packages of go list are in a test binary, and under which path.
func TestTested(t *testing.T) {
	for _, test := range []struct {
		listed string
		want   string
	}{
		{`{"ImportPath": "p"}`, "[]"},
		{`{"ImportPath": "q", "Name": "q"} {"ImportPath": "p", "Name": "main"}
		  {"ImportPath": "q [p.test]", "Name": "q", "ForTest": "p", "Imports": ["p [p.test]"], "ImportMap": {"p": "p [p.test]"}}
		  {"ImportPath": "p [p.test]", "Name": "main", "ForTest": "p"}
		  {"ImportPath": "p.test", "Name": "main", "Deps": ["q [p.test]", "p [p.test]"], "ImportMap": {"p": "p [p.test]"}}`,
			"[q as q [p] map[p:p] p as p [] map[] p.test as main [] map[p:p]]"},
	} {
		all, err := decode([]byte(test.listed), func(listed) bool { return true })
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, p := range tested(all) {
			got = append(got, fmt.Sprintf("%s as %s %v %v", p.ImportPath, p.SymbolPath(), p.Imports, p.ImportMap))
		}
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s\ngot  %v\nwant %s", test.listed, got, test.want)
		}
	}
}
