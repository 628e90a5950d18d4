package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// TestNodesOf packs a folder with a file, a link, a folder and a FIFO.
func TestNodesOf(t *testing.T) {
	root := t.TempDir()
	write := func(name string, mode os.FileMode) {
		path := filepath.Join(root, name)
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(root, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	write("bin/sh", 0o755)
	write("secret", 0o400)
	if err := os.Symlink("sh", filepath.Join(root, "bin", "ash")); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(filepath.Join(root, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	nodes, err := nodesOf(root)
	if err != nil {
		t.Fatal(err)
	}
	want := []entry{
		{"bin", "", 0o040755, 0, 0},
		{"bin/ash", "sh", 0o120777, 0, 0},
		{"bin/sh", "bin/sh", 0o100755, 0, 0},
		{"secret", "secret", 0o100400, 0, 0},
		{"TRAILER!!!", "", 0, 0, 0},
	}
	if got := read(t, archive(nodes)); !slices.Equal(got, want) {
		t.Errorf("the archive is\n%v, want\n%v", got, want)
	}
}
