package replace_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

func write(t *testing.T, path, data string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(data), 0o640); err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", path, got, err, want)
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	same, changed, added := filepath.Join(dir, "same"), filepath.Join(dir, "changed"), filepath.Join(dir, "added")
	write(t, same, "old")
	write(t, changed, "old")
	before, err := os.Stat(same)
	if err != nil {
		t.Fatal(err)
	}
	replaced, err := replace.Files([]string{same, changed, added}, [][]byte{[]byte("old"), []byte("new"), []byte("new")})
	if err != nil || !slices.Equal(replaced, []string{changed, added}) {
		t.Errorf("replaced %v (%v), want changed and added", replaced, err)
	}
	expect(t, changed, "new")
	expect(t, added, "new")
	after, err := os.Stat(same)
	if err != nil || !os.SameFile(before, after) {
		t.Error("a file whose bytes are right was replaced")
	}
	if info, err := os.Stat(changed); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v (%v), want the old 0640", info.Mode(), err)
	}
}

// TestFailureChangesNothing fails on the last file and expects the first as it
// was, and no rest of the new one.
func TestFailureChangesNothing(t *testing.T) {
	dir := t.TempDir()
	first := filepath.Join(dir, "first")
	write(t, first, "old")
	_, err := replace.Files([]string{first, filepath.Join(dir, "missing", "last")}, [][]byte{[]byte("new"), []byte("new")})
	if err == nil {
		t.Fatal("no error for a folder that does not exist")
	}
	expect(t, first, "old")
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v), want the old file alone", entries, err)
	}
}
