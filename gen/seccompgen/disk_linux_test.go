package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFullDisk writes to a file system that is too small.
func TestFullDisk(t *testing.T) {
	// In CI it is a failure.
	if os.Getuid() != 0 && os.Getenv("CI") == "" {
		t.Skip("mounting needs root")
	}
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	copyTables(t, dir)
	before := snapshot(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "ballast"), make([]byte, 1<<20), 0o644); err != nil && !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	moved := altered(t, "openat,essential,,file-system,seed", "openat,minimal,,file-system,seed")
	_, stderr := expect(t, 1, "generate", "-csv", moved, "-out", dir)
	if !strings.Contains(stderr, syscall.ENOSPC.Error()) {
		t.Errorf("a full disk: %s", stderr)
	}
	same(t, dir, before)
}
