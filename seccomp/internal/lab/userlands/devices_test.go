//go:build linux && amd64

package userlands

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// makeDevices makes the devices that programs expect, in the root's own folder.
func makeDevices(t *testing.T, root string) {
	t.Helper()
	dev := filepath.Join(root, "dev")
	err := errors.Join(
		os.Mkdir(filepath.Join(dev, "shm"), 0o777|fs.ModeSticky),
		os.Symlink("/proc/self/fd", filepath.Join(dev, "fd")),
	)
	for name, minor := range map[string]uint32{"null": 3, "zero": 5, "full": 7, "random": 8, "urandom": 9} {
		path := filepath.Join(dev, name)
		err = errors.Join(err, unix.Mknod(path, unix.S_IFCHR, int(unix.Mkdev(1, minor))), os.Chmod(path, 0o666))
	}
	if err != nil {
		t.Fatal(err)
	}
}
