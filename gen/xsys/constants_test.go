package xsys_test

import (
	"go/build"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/xsys"
)

// TestConstantsAreUpToDate compares the shipped file with x/sys/unix, and with the names
// in its source.
func TestConstantsAreUpToDate(t *testing.T) {
	const path = "../constants/unix.csv"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	was, err := constants.Read(path, data)
	if err != nil {
		t.Fatal(err)
	}
	is, err := xsys.Constants("../..")
	if err != nil {
		t.Fatal(err)
	}
	if changes := constants.Changes(was, is); len(changes) > 0 {
		t.Errorf("x/sys/unix has moved on:\n%s", strings.Join(changes, "\n"))
	}
	pkg, err := build.Import("golang.org/x/sys/unix", "../..", build.FindOnly)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range arch.All {
		want := declared(t, pkg.Dir, a.GOARCH)
		for name, values := range is {
			if has := values[i] != nil; has != want[name] {
				t.Errorf("%s: has %s: %v, its source says %v", a.GOARCH, name, has, want[name])
			}
			delete(want, name)
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			t.Errorf("%s: %s is missing", a.GOARCH, name)
		}
	}
}

var (
	declaration = regexp.MustCompile(`^(?:const |\t)([A-Z]\w*)\b(.*)$`)
	noInteger   = regexp.MustCompile(`= *("|true|false|[0-9]+\.)`)
)

// declared returns the names of the integer constants in the folder of x/sys/unix, found
// with no parser and no type checker.
func declared(t *testing.T, folder, goarch string) map[string]bool {
	t.Helper()
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "linux", goarch, false
	pkg, err := context.ImportDir(folder, 0)
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, file := range pkg.GoFiles {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		group := false
		for line := range strings.SplitSeq(string(text), "\n") {
			switch {
			case line == "const (" || group && line == ")":
				group = line != ")"
				continue
			case !group && !strings.HasPrefix(line, "const "):
				continue
			}
			if m := declaration.FindStringSubmatch(line); m != nil && !strings.HasPrefix(m[1], "SYS_") && !noInteger.MatchString(m[2]) {
				names[m[1]] = true
			}
		}
	}
	return names
}

// fake makes a module that requires an x/sys/unix with these files, and returns
// its folder.
func fake(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module test\n\ngo 1.26\n\nrequire golang.org/x/sys v0.0.0\n\nreplace golang.org/x/sys => ./sys\n")
	write("sys/go.mod", "module golang.org/x/sys\n\ngo 1.26\n")
	for name, text := range files {
		write("sys/unix/"+name, "package unix\n\n"+text)
	}
	return dir
}

// TestConstants reads constants of each kind, linux's whatever the system.
func TestConstants(t *testing.T) {
	t.Setenv("GOOS", "darwin")
	table, err := xsys.Constants(fake(t, map[string]string{
		"all.go": `import ("os"; "syscall"; "unsafe")
			type Kind uint8
			const (
				Zero = iota
				One
				Errno = syscall.Errno(2)
				Signal = syscall.Signal(9)
				Named Kind = 200
				Rune = 'x'
				Size = unsafe.Sizeof(uintptr(0))
				Wide = 1<<64 - 1
				Negative = -100
				Sum = One + Wide
				SYS_READ = 3
				SYSTEM = 4
				Text = "5"
				Float = 6.5
				Flag = true
				small = 7
			)
			const Left, Right = 8, 9
			var Variable = 10
			func Open(f *os.File) { const Inner = 11; missing() }`,
		"some_arm.go":     "const Some = 12",
		"some_mips64.go":  "const Some = 13",
		"other_darwin.go": "const Other = 14",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := header + strings.ReplaceAll(`Errno,0x2,*
Left,0x8,*
Named,0xc8,*
Negative,-0x64,*
One,0x1,*
Right,0x9,*
Rune,0x78,*
SYSTEM,0x4,*
Signal,0x9,*
Size,,0x4,0x8,0x4,0x8,0x8,0x4,0x8,0x8,0x4,0x8,0x8,0x8,0x8,0x4
Some,,,,0xc,,,,0xd,,,,,,,
Sum,0x10000000000000000,*
Wide,0xffffffffffffffff,*
Zero,0x0,*
`, "*", ",,,,,,,,,,,,,")
	if got := string(table.Format()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// header is the file's first line.
const header = "name,all,386,amd64,arm,arm64,loong64,mips,mips64,mips64le,mipsle,ppc64,ppc64le,riscv64,s390x,ppc\n"

// TestConstantsWrong expects an error and no lost constant.
func TestConstantsWrong(t *testing.T) {
	for _, test := range []struct{ what, text, want string }{
		{"a value of another package", `import "os"; const A, B = 1, os.O_RDONLY`, "B on 386: unknown value"},
		{"a value that overflows", "const A uint8 = 256", "A on 386: unknown value"},
		{"no Go", "const A == 1", "expected"},
	} {
		_, err := xsys.Constants(fake(t, map[string]string{"unix.go": test.text}))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.what, err, test.want)
		}
	}
	if _, err := xsys.Constants(t.TempDir()); err == nil {
		t.Error("no error for a folder without a module")
	}
}
