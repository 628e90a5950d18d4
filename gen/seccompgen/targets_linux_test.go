package main

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// irregular makes files for generate to refuse: it must neither read nor replace them.
var irregular = map[string]func(path string) error{
	"a named pipe": func(path string) error { return syscall.Mkfifo(path, 0o644) },
	"a directory":  func(path string) error { return os.Mkdir(path, 0o755) },
	"a device":     func(path string) error { return os.Symlink("/dev/zero", path) },
	"a socket": func(path string) error {
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
		if err == nil {
			l.SetUnlinkOnClose(false)
			err = l.Close()
		}
		return err
	},
}

// TestIrregularTargets puts something else in the place of each kind of file of a policy's
// package, a stale one among them, and expects an error and nothing changed.
func TestIrregularTargets(t *testing.T) {
	policy := sockets(t)
	for kind, create := range irregular {
		for _, name := range []string{"zprofiles.go", "zprofiles_linux_arm64.go", "zprofiles_linux_mips.go"} {
			dir := shortTempDir(t)
			args := []string{"generate", "-policy", policy, "-out", dir, "-arch", "amd64,arm64"}
			expect(t, 0, args...)
			if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			other := filepath.Join(dir, "zprofiles_other.go")
			writeFile(t, other, contents(t, other)+"\n")
			if err := create(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			expectRefused(t, kind, filepath.Join(dir, name), other, args)
			expectRefused(t, kind, filepath.Join(dir, name), other, append(args, "-check"))
		}
	}
}

// TestIrregularTables does the same for package tables and the README.
func TestIrregularTables(t *testing.T) {
	for _, name := range []string{"znames.go", "README.md"} {
		dir := t.TempDir()
		readme, other := filepath.Join(dir, "README.md"), filepath.Join(dir, "zprofiles.go")
		writeFile(t, other, "package tables\n")
		if name != "README.md" {
			writeFile(t, readme, contents(t, "../../tables/README.md"))
		}
		if err := irregular["a named pipe"](filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		expectRefused(t, "a named pipe", filepath.Join(dir, name), other, []string{"generate", "-csv", shipped, "-out", dir, "-readme", readme})
	}
}

// shortTempDir returns a folder for sockets. A socket's path has 107 bytes at most.
func shortTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "z")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// expectRefused runs the command with an irregular file at path, and expects an error, and
// the file and another one as they were.
func expectRefused(t *testing.T, kind, path, other string, args []string) {
	t.Helper()
	before := contents(t, other)
	want := path + ": " + kind + "; want a regular file\n"
	if stdout, stderr := expect(t, 1, args...); stdout != "" || !strings.Contains(stderr, want) {
		t.Errorf("printed %q and %q, want %q", stdout, stderr, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().IsRegular() {
		t.Errorf("%s was replaced (%v)", path, err)
	}
	if contents(t, other) != before {
		t.Errorf("%s has changed", other)
	}
}
