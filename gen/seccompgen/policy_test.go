package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sandboxseccomp "github.com/sandbox-seccomp/sandbox-seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
)

// names returns the names of the files in a folder, sorted.
func names(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	for name := range snapshot(t, dir) {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// sockets returns the path of a policy without errors on any architecture.
func sockets(t *testing.T) string {
	t.Helper()
	return policyOf(t, "net,@essential,,,", "net,socket,,family == AF_UNIX,only local", "net,-socketcall,,,")
}

// TestCatalogIsBuiltIn generates a policy without -csv, far from syscalls.csv.
func TestCatalogIsBuiltIn(t *testing.T) {
	if sandboxseccomp.Catalog() != contents(t, shipped) {
		t.Error("the catalog that is built in is not syscalls.csv")
	}
}

// TestGeneratePolicy lists the files of a policy's package, and generates them twice.
func TestGeneratePolicy(t *testing.T) {
	dir, policy := t.TempDir(), sockets(t)
	stdout, stderr := expect(t, 0, "generate", "-policy", policy, "-pkg", "nets", "-out", dir)
	want := []string{"zprofiles.go", "zprofiles_other.go"}
	for _, goarch := range arch.Names(arch.Targets) {
		want = append(want, "zprofiles_linux_"+goarch+".go")
	}
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("the files %v, want %v", got, want)
	}
	for _, name := range want {
		if !strings.Contains(stdout, filepath.Join(dir, name)+"\n") {
			t.Errorf("%s is not printed:\n%s", name, stdout)
		}
	}
	if stderr != "" {
		t.Errorf("standard error has %q", stderr)
	}
	for name, data := range snapshot(t, dir) {
		if !emit.Generated([]byte(data)) || !strings.Contains(data, "\npackage nets\n") {
			t.Errorf("%s is not a generated file of package nets", name)
		}
	}
	if stdout, _ = expect(t, 0, "generate", "-policy", policy, "-pkg", "nets", "-out", dir); stdout != "" {
		t.Errorf("the same policy again replaced files:\n%s", stdout)
	}
	again := t.TempDir()
	expect(t, 0, "generate", "-policy", policy, "-pkg", "nets", "-out", again, "-csv", shipped)
	same(t, again, snapshot(t, dir))
}

// TestGeneratePolicyHere generates without -pkg and -out.
func TestGeneratePolicyHere(t *testing.T) {
	policy := sockets(t)
	t.Chdir(t.TempDir())
	stdout, _ := expect(t, 0, "generate", "-policy", policy, "-arch", " s390x, arm64,arm64")
	const want = "zprofiles.go\nzprofiles_linux_arm64.go\nzprofiles_linux_s390x.go\nzprofiles_other.go\n"
	if stdout != want {
		t.Errorf("printed:\n%s\nwant:\n%s", stdout, want)
	}
	for _, text := range []string{"\n//go:build !linux || arm64 || s390x\n", "\npackage policy\n"} {
		if !strings.Contains(contents(t, "zprofiles.go"), text) {
			t.Errorf("zprofiles.go lacks %q", text)
		}
	}
}

// TestStaleFiles generates for fewer architectures than before. It removes the files of the
// others and nothing else, in a folder of any name.
func TestStaleFiles(t *testing.T) {
	dir, policy := filepath.Join(t.TempDir(), "[a]*"), sockets(t)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	expect(t, 0, "generate", "-policy", policy, "-out", dir, "-arch", "amd64,arm64,mips")
	generated := contents(t, filepath.Join(dir, "zprofiles_linux_amd64.go"))
	own := map[string]string{"zprofiles_mine.go": generated, "zprofiles_linux_386.go": "package policy\n", "zprofiles_linux_arm.go": "// Mine.\n\n" + generated, "zprofiles_linux.go": "package policy\n", "own.go": "package policy\n"}
	for name, text := range own {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stdout, _ := expect(t, 0, "generate", "-policy", policy, "-out", dir, "-arch", "arm64")
	want := filepath.Join(dir, "zprofiles.go") + "\nremoved " + filepath.Join(dir, "zprofiles_linux_amd64.go") + "\nremoved " + filepath.Join(dir, "zprofiles_linux_mips.go") + "\n"
	if stdout != want {
		t.Errorf("printed:\n%s\nwant:\n%s", stdout, want)
	}
	if got, want := names(t, dir), []string{"own.go", "zprofiles.go", "zprofiles_linux.go", "zprofiles_linux_386.go", "zprofiles_linux_arm.go", "zprofiles_linux_arm64.go", "zprofiles_mine.go", "zprofiles_other.go"}; !slices.Equal(got, want) {
		t.Errorf("the files %v, want %v", got, want)
	}
	same(t, dir, own)
}

// TestStaleFilesStay fails to write a new file. No file is removed.
func TestStaleFilesStay(t *testing.T) {
	dir, policy := t.TempDir(), sockets(t)
	expect(t, 0, "generate", "-policy", policy, "-out", dir, "-arch", "amd64,arm64")
	// A folder is in the way of a file.
	if err := errors.Join(os.Remove(filepath.Join(dir, "zprofiles.go")), os.Mkdir(filepath.Join(dir, "zprofiles.go"), 0o755)); err != nil {
		t.Fatal(err)
	}
	if stdout, _ := expect(t, 1, "generate", "-policy", policy, "-out", dir, "-arch", "arm64"); stdout != "" {
		t.Errorf("printed:\n%s", stdout)
	}
	if _, err := os.Stat(filepath.Join(dir, "zprofiles_linux_amd64.go")); err != nil {
		t.Error(err)
	}
}

// TestWrongPolicies generates from wrong input. It compares the messages, and expects
// unchanged files.
func TestWrongPolicies(t *testing.T) {
	dir, sound := t.TempDir(), sockets(t)
	expect(t, 0, "generate", "-policy", sound, "-out", dir)
	before := snapshot(t, dir)
	rows := policyOf(t, "p,raed,,,", "p,write,,fd ==,")
	late := policyOf(t, "p,read,,fd == NOPE,", "p,socket,,family == 1,")
	for want, args := range map[string][]string{
		rows + ":2:3: unknown syscall \"raed\"; did you mean read?\n" + rows + ":3:15: expected operand, found 'EOF'; a condition is a Go expression\n": {"-policy", rows},
		late + ":2:15: unknown constant NOPE on amd64; use a constant of the kernel's headers, or define it in a const row\n":                           {"-policy", late, "-arch", "amd64"},
		"stat missing.csv: no such file or directory\n": {"-policy", "missing.csv"},
	} {
		stdout, stderr := expect(t, 1, append([]string{"generate", "-out", dir}, args...)...)
		if stderr != want || stdout != "" {
			t.Errorf("%q: printed %q and\n%s\nwant:\n%s", args, stdout, stderr, want)
		}
		same(t, dir, before)
		if got := len(names(t, dir)); got != len(before) {
			t.Errorf("%q: %d files, before %d", args, got, len(before))
		}
	}
}

// TestPolicyUsage compares the messages for wrong values and pairs of flags.
func TestPolicyUsage(t *testing.T) {
	policy, targets := sockets(t), strings.Join(arch.Names(arch.Targets), ",")
	for want, args := range map[string][]string{
		`-arch: unknown architecture "sparc"; want some of ` + targets: {"-policy", policy, "-arch", "amd64,sparc"},
		`-arch: unknown architecture "ppc"; want some of ` + targets:   {"-policy", policy, "-arch", "ppc64,ppc"},
		`-arch: unknown architecture ""; want some of ` + targets:      {"-policy", policy, "-arch", "amd64,"},
		`-pkg "net-io" is not a package name; use a Go identifier`:     {"-policy", policy, "-pkg", "net-io"},
		`-pkg "func" is not a package name`:                            {"-policy", policy, "-pkg", "func"},
		`-pkg "_" is not a package name`:                               {"-policy", policy, "-pkg", "_"},
		"-pkg without -policy":                                         {"-pkg", "p"},
		"-arch without -policy":                                        {"-arch", "amd64"},
		"-v without -policy":                                           {"-v"},
		"-strict without -policy":                                      {"-strict"},
		"-compat without -policy":                                      {"-compat"},
		"no -policy, and no syscalls.csv here":                         nil,
		"-readme with -policy":                                         {"-policy", policy, "-readme", "README.md"},
		"unexpected argument":                                          {"-policy", policy, "stray"},
	} {
		t.Chdir(t.TempDir())
		_, stderr := expect(t, 2, append([]string{"generate"}, args...)...)
		if !strings.Contains(stderr, "seccompgen generate: "+want) || !isShortHelp(stderr, "generate") {
			t.Errorf("%q: %s", args, stderr)
		}
		if got := names(t, "."); len(got) > 0 {
			t.Errorf("%q wrote %v", args, got)
		}
	}
}

// TestForeignFiles keeps a handwritten file.
func TestForeignFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "zprofiles.go")
	if err := os.WriteFile(path, []byte("package mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	want := path + ":1:1: this file is not generated and would be lost; use another -out\n"
	if _, stderr := expect(t, 1, "generate", "-policy", sockets(t), "-out", dir); stderr != want {
		t.Errorf("printed %q, want %q", stderr, want)
	}
	same(t, dir, before)
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("it wrote %v", got)
	}
}

// TestVerbose compares the list of missing syscalls.
func TestVerbose(t *testing.T) {
	policy := policyOf(t, "p,read,,,", "p,open,,,", "p,arch_prctl,,,", "p,amd64/stat,,,")
	args := []string{"generate", "-policy", policy, "-arch", "amd64,arm64,s390x", "-out", t.TempDir()}
	if _, stderr := expect(t, 0, args...); stderr != "" {
		t.Errorf("without -v:\n%s", stderr)
	}
	want := policy + ":3:3: open does not exist on arm64; skipped there\n" + policy + ":4:3: arch_prctl does not exist on arm64, s390x; skipped there\n"
	if _, stderr := expect(t, 0, append(args, "-v")...); stderr != want {
		t.Errorf("with -v:\n%s\nwant:\n%s", stderr, want)
	}
}

// TestAwkwardNames generates profiles named like keywords, imports and functions. No
// declaration clashes with another one.
func TestAwkwardNames(t *testing.T) {
	var rows []string
	for _, name := range []string{"tables", "unix", "init", "main", "select", "string", "string-data", "io", "iox", "i-ox", "io-x", "x1", "profiles"} {
		rows = append(rows, name+",read,,,")
	}
	dir := t.TempDir()
	expect(t, 0, "generate", "-policy", policyOf(t, rows...), "-arch", "amd64", "-out", dir)
	declared := map[string]bool{"tables": true, "unix": true, "init": true, "main": true}
	for _, file := range []string{"zprofiles.go", "zprofiles_linux_amd64.go"} {
		for _, name := range declarations(t, filepath.Join(dir, file)) {
			if declared[name] || token.IsKeyword(name) {
				t.Errorf("%s declares %s", file, name)
			}
			declared[name] = true
		}
	}
	if got, want := len(declared), 4+2*len(rows); got != want {
		t.Errorf("%d names are declared, want %d", got, want)
	}
}

// declarations returns the names declared by a file, without blank ones.
func declarations(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			out = append(out, d.Name.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && v.Names[0].Name != "_" {
					out = append(out, v.Names[0].Name)
				}
			}
		}
	}
	return out
}

// TestWarnings runs each command on a policy with a warning. The warning is printed, or with
// -strict it is the error, and nothing is written.
func TestWarnings(t *testing.T) {
	policy, dir := policyOf(t, "p,execve,errno:EPERM,,", "p,execveat,,,"), t.TempDir()
	const what, hint = "execve is limited, but line 3 allows execveat, another way to run programs", "; write \"execveat,errno:ENOSYS\" instead of line 3, or \"# allow-sibling execveat: why\"\n"
	warning, failure := policy+":2:3: warning: "+what+hint, policy+":2:3: "+what+hint
	for _, args := range [][]string{
		{"generate", "-policy", policy, "-arch", "amd64,arm64", "-out", dir},
		{"generate", "-check", "-policy", policy, "-arch", "amd64,arm64", "-out", dir},
		{"dump", "-policy", policy, "-arch", "amd64", "-profile", "p", "execve"},
		{"diff", "-arch", "amd64,arm64", policy, policy},
	} {
		strict, status := slices.Insert(slices.Clone(args), 1, "-strict"), 1
		if args[0] == "diff" {
			status = 2
		}
		if stdout, stderr := expect(t, status, strict...); strings.ReplaceAll(stderr, " on amd64", "") != failure || stdout != "" {
			t.Errorf("%q printed %q and\n%s\nwant\n%s", strict, stdout, stderr, failure)
		}
		if args[0] == "generate" && args[1] != "-check" && len(names(t, dir)) > 0 {
			t.Error("it wrote files")
		}
		if _, stderr := expect(t, 0, args...); strings.ReplaceAll(stderr, " on amd64", "") != warning {
			t.Errorf("%q printed\n%s\nwant\n%s", args, stderr, warning)
		}
	}
}
