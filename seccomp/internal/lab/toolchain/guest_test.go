package toolchain

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/installed"
)

// TestGuestPPC runs the guest in C under user-mode emulation, without filters: it must
// make the syscalls of its group only.
func TestGuestPPC(t *testing.T) {
	installed.Must(t, "powerpc-linux-gnu-gcc")
	installed.Must(t, "qemu-ppc-static")
	dir := t.TempDir()
	path, calls := filepath.Join(dir, "guest"), filepath.Join(dir, "calls")
	if err := Guest(GOARCHPPC, path, ""); err != nil {
		t.Fatal(err)
	}
	text := "both@386 6 0 0 0 0 0 0\n" +
		"both@ppc 6 ffffffff 0 0 0 0 0\nboth@ppc 6 fffffffe 0 0 0 0 0\n" + // close: EBADF
		"both@ppc 14 0 0 0 0 0 0\n" + // getpid
		"both@ppc 5a 0 1000 ffffffff 0 0 0\n" + // mmap: the flags are the mark, EINVAL
		"wide 6 0 0 0 0 0 0\nboth@ppc 3e7 0 0 0 0 0 0"
	if err := os.WriteFile(calls, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		arguments []string
		ok        bool
		want      string
	}{
		{[]string{"nothing"}, true, ""},
		{[]string{"inherited", "both@ppc", calls}, true, "outcome errno-9 1..2\noutcome errno-0 3\noutcome errno-22 4\noutcome errno-38 6\n"},
		{[]string{"inherited", "both@386", calls}, false, ""},
		{[]string{"inherited", "none@ppc", calls}, false, ""},
		{[]string{"inherited", "both@ppc", filepath.Join(dir, "missing")}, false, ""},
		{nil, false, ""},
	} {
		out, err := exec.Command("qemu-ppc-static", append([]string{path}, test.arguments...)...).Output()
		if (err == nil) != test.ok || string(out) != test.want {
			t.Errorf("%q: %v\n%swant\n%s", test.arguments, err, out, test.want)
		}
	}
}
