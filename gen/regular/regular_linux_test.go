package regular_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

// TestRead reads a regular file, and refuses others at once.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	for name, size := range map[string]int64{"small": 3, "full": 16 << 20, "large": 16<<20 + 1} {
		if err := os.WriteFile(in(name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(in(name), size); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(in("fifo"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(in("fifo"), in("link")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		in("small"): "", in("full"): "",
		in("large"):  "large: larger than 16 MiB",
		in("fifo"):   "fifo: a named pipe; want a regular file",
		in("link"):   "link: a named pipe; want a regular file",
		dir:          ": a directory; want a regular file",
		"/dev/zero":  "/dev/zero: a device; want a regular file",
		in("absent"): "no such file or directory",
	} {
		_, err := regular.Read(path, 16<<20)
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasSuffix(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}
