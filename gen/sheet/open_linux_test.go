package sheet_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/sheet"
)

// TestReadFile reads a file, and refuses at once what is none.
func TestReadFile(t *testing.T) {
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
		in("large"):  "large: larger than 16 MiB, expected a CSV file",
		in("fifo"):   "fifo: a pipe, expected a CSV file",
		in("link"):   "link: a pipe, expected a CSV file",
		dir:          ": a folder, expected a CSV file",
		"/dev/zero":  "/dev/zero: a device, expected a CSV file",
		in("absent"): "no such file or directory",
	} {
		_, err := sheet.ReadFile(path)
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasSuffix(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

// TestShort shortens text by characters.
func TestShort(t *testing.T) {
	forty := strings.Repeat("é", 40)
	for text, want := range map[string]string{"": "", forty: forty, forty + "x": forty + "...", strings.Repeat("a", 1<<20): strings.Repeat("a", 40) + "..."} {
		if got := sheet.Short(text); got != want {
			t.Errorf("%.60q is %q, want %q", text, got, want)
		}
	}
}
