package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// twoFiles is a policy of two files. The second defines a constant for the first.
const twoFiles = `
-- server/policy.csv --
profile,syscall,action,when,why
include,../common/base.csv,,,
server,@base,,,
server,ioctl,,cmd == DRIVER_RESET,
-- common/base.csv --
profile,syscall,action,when,why
const,DRIVER_RESET,,0x40,of a driver outside the kernel
const,mips/DRIVER_RESET,,0x80,
base,read,,,
`

// writeFiles writes the files of an archive into a folder.
func writeFiles(t *testing.T, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestInclude runs each command for a policy of two files.
func TestInclude(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, twoFiles)
	file, base, out := filepath.Join(dir, "server/policy.csv"), filepath.Join(dir, "common/base.csv"), filepath.Join(dir, "out")
	generate := []string{"generate", "-policy", file, "-out", out, "-arch", "amd64"}
	expect(t, 0, generate...)
	expect(t, 0, append(generate, "-check")...)
	data, err := os.ReadFile(filepath.Join(out, "zprofiles.go"))
	if err != nil || !strings.Contains(string(data), "func Server()") || !strings.Contains(string(data), "func Base()") {
		t.Errorf("the package lacks a profile: %v\n%s", err, data)
	}

	// Dump and its arguments know the constant.
	for goarch, value := range map[string]string{"amd64": "0x40", "mips": "0x80"} {
		dump := []string{"dump", "-policy", file, "-arch", goarch, "-profile", "server", "ioctl", "0", "DRIVER_RESET"}
		if stdout, _ := expect(t, 0, dump...); !strings.Contains(stdout, value+" DRIVER_RESET") || !strings.Contains(stdout, "allow") {
			t.Errorf("dump on %s:\n%s", goarch, stdout)
		}
	}
	table := filepath.Join(dir, "table.csv")
	if err := os.WriteFile(table, []byte("profile,arch,syscall,when,verdict,why\nserver,mips,ioctl,cmd == DRIVER_RESET,allow,\nserver,mips,ioctl,cmd == 0x40,kill,\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	expect(t, 0, "test", "-policy", file, "-arch", "mips", table)

	// A change of the included file is a change of the policy.
	was := filepath.Join(t.TempDir(), "was")
	writeFiles(t, was, twoFiles)
	writeFiles(t, dir, strings.Replace(twoFiles, "base,read,,,\n", "base,read,,,\nbase,write,,,\n", 1))
	const want = "base: + write on amd64\nserver: + write on amd64\n"
	if stdout, _ := expect(t, 1, "diff", "-arch", "amd64", filepath.Join(was, "server/policy.csv"), file); stdout != want {
		t.Errorf("diff printed\n%s\nwant\n%s", stdout, want)
	}
	if _, stderr := expect(t, 1, append(generate, "-check")...); !strings.Contains(stderr, "not as generated") {
		t.Errorf("generate -check: %s", stderr)
	}

	// Errors have the included file's path.
	writeFiles(t, dir, strings.Replace(twoFiles, "base,read", "base,raed", 1))
	if _, stderr := expect(t, 1, generate...); stderr != filepath.ToSlash(base)+":4:6: unknown syscall \"raed\"; did you mean read?\n" {
		t.Errorf("generate: %s", stderr)
	}
	if err := os.Remove(base); err != nil {
		t.Fatal(err)
	}
	if _, stderr := expect(t, 1, generate...); !strings.Contains(stderr, "policy.csv:2:9: cannot include ") || !strings.HasSuffix(stderr, ": no such file or directory\n") {
		t.Errorf("generate: %s", stderr)
	}
	if err := os.Mkdir(base, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, stderr := expect(t, 1, generate...); !strings.HasSuffix(stderr, ": a directory; want a regular file\n") {
		t.Errorf("generate: %s", stderr)
	}
}
