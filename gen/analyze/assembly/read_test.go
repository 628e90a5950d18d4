package assembly_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/assembly"
)

// assemble returns the listing of an assembly file.
func assemble(t *testing.T, goarch string, source []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file.s")
	if err := os.WriteFile(file, append([]byte("#include \"textflag.h\"\n"), source...), 0o600); err != nil {
		t.Fatal(err)
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	include := filepath.Join(strings.TrimSpace(string(goroot)), "pkg", "include")
	cmd := exec.Command("go", "tool", "asm", "-S", "-p", "example.com/p", "-I", include, "-o", filepath.Join(t.TempDir(), "object"), file)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+goarch)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// describe writes what Read finds, one line per syscall instruction and per reference.
func describe(functions []*assembly.Function) string {
	var out strings.Builder
	for _, f := range functions {
		for _, s := range f.Sites {
			fmt.Fprintf(&out, "%s: number %s, argument %s\n", f.Symbol, values(s.Number), first(s.Arguments))
		}
		for _, r := range f.References {
			kind := "names"
			if r.Tail {
				kind = "ends in"
			}
			fmt.Fprintf(&out, "%s %s %s\n", strings.TrimPrefix(f.Symbol+":", ":"), kind, r.Symbol)
		}
	}
	return out.String()
}

// first writes the first argument.
func first(arguments []assembly.Values) string {
	if len(arguments) == 0 {
		return ""
	}
	return values(arguments[0])
}

// values writes the values of a register.
func values(v assembly.Values) string {
	var out []string
	for _, n := range v.Numbers {
		out = append(out, fmt.Sprint(n))
	}
	for _, p := range v.Parameters {
		out = append(out, fmt.Sprintf("%s+%d", p.Name, p.Offset))
	}
	if v.Problem != "" {
		out = append(out, "("+v.Problem+")")
	}
	return strings.Join(out, " ")
}

// TestRead reads the archives in testdata. An archive is for one architecture. It holds
// pairs of files: the assembly, and what Read finds in it.
func TestRead(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) != 13 {
		t.Fatalf("%d archives, %v; want one per architecture", len(archives), err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		goarch := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for i := 0; i+1 < len(archive.Files); i += 2 {
			source, want := archive.Files[i], archive.Files[i+1]
			t.Run(goarch+"/"+source.Name, func(t *testing.T) {
				functions, err := assembly.Read(goarch, assemble(t, goarch, source.Data))
				if err != nil {
					t.Fatal(err)
				}
				if got := describe(functions); got != string(want.Data) {
					t.Errorf("got\n%s\nwant\n%s", got, want.Data)
				}
			})
		}
	}
}

// TestReadErrors checks that Read refuses listings of another form.
func TestReadErrors(t *testing.T) {
	for listing, want := range map[string]string{
		"\t0x0000 00000 (file.s:1)\tSYSCALL\n": `before a symbol`,
		"hello\n":                              `before a symbol`,
	} {
		if _, err := assembly.Read("amd64", listing); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v; want %q", listing, err, want)
		}
	}
}
