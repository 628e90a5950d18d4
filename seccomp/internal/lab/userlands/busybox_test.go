//go:build linux && amd64

package userlands

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// busybox is a build of busybox with musl. It comes from Debian's source package.
type busybox struct{ static bool }

// makeBusybox builds busybox in its folder, in a root. Headers of the kernel come after
// those of musl. Tc does not compile with newer ones, and musl does not relocate the
// assembly of the hashes for 386.
const makeBusybox = `cd /busybox
make --silent defconfig
sed -i -e 's/^\(CONFIG_TC\|CONFIG_SHA.*_HWACCEL\)=y/# \1 is not set/' -e "s/# CONFIG_STATIC is not set/CONFIG_STATIC=$0/" .config
make --silent --jobs="$1" CC=musl-gcc CFLAGS="-idirafter /usr/include -idirafter /usr/include/$2" busybox`

// triplets holds the names of Debian's folders by GOARCH.
var triplets = map[string]string{"386": "i386-linux-gnu", "amd64": "x86_64-linux-gnu"}

// installBusybox puts the cached busybox of a system into a root. It builds a missing one.
func (s system) installBusybox(t *testing.T, root string) {
	t.Helper()
	path, _, err := cache(t).Open(s.busyboxName())
	if errors.Is(err, debian.ErrMissing) {
		path, err = s.buildBusybox(t, root)
	}
	var program []byte
	if err == nil {
		program, err = os.ReadFile(path)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "usr/bin/busybox"), program, 0o755)
	}
	if err != nil {
		t.Fatalf("busybox: %v", err)
	}
}

// busyboxName returns the name in the cache. It depends on the commands.
func (s system) busyboxName() string {
	return "busybox-" + s.name + "-" + debian.Sum([]byte(makeBusybox))[:8]
}

// buildBusybox builds busybox in a root and returns its path in the cache.
func (s system) buildBusybox(t *testing.T, root string) (string, error) {
	c := cache(t)
	dir, err := os.MkdirTemp(c.Dir, "apt-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	a, err := debian.NewApt(t.Context(), dir, "", s.Suite, s.Arch)
	if err != nil {
		return "", err
	}
	tree := filepath.Join(root, "busybox")
	r, err := a.Source(t.Context(), "busybox", s.Suite, tree)
	if err != nil {
		return "", err
	}
	static := "n"
	if s.busybox.static {
		static = "y"
	}
	cmd := exec.CommandContext(t.Context(), "chroot", root, "sh", "-ec", makeBusybox, static, fmt.Sprint(runtime.NumCPU()), triplets[s.goarch])
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	program, err := os.ReadFile(filepath.Join(tree, "busybox"))
	if err != nil {
		return "", err
	}
	return c.Store(s.busyboxName(), program, r)
}
