package browser_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report/browser"
)

// The release of axe-core, which checks the accessibility of pages, and the checksum of its
// package.
const (
	axeVersion = "4.14.1"
	axeSum     = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
)

// axe returns the script of axe-core.
var axe = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "sandbox-seccomp", "npm")
	file := filepath.Join(dir, "axe-core-"+axeVersion+".tgz")
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
		if out, err := exec.Command("npm", "pack", "--silent", "axe-core@"+axeVersion, "--pack-destination", dir).CombinedOutput(); err != nil {
			return "", fmt.Errorf("npm pack: %w\n%s", err, out)
		}
		data, err = os.ReadFile(file)
	}
	if err != nil {
		return "", err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != axeSum {
		return "", fmt.Errorf("%s has the checksum %x, want %s; remove it", file, sum, axeSum)
	}
	return unpack(data, "package/axe.min.js")
})

// unpack returns a file of a compressed archive.
func unpack(data []byte, name string) (string, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return "", err
	}
	for r := tar.NewReader(z); ; {
		header, err := r.Next()
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		if header.Name == name {
			text, err := io.ReadAll(r)
			return string(text), err
		}
	}
}

// fault is a violation of a rule of axe-core.
type fault struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML string }
}

// check runs all rules, and returns the serious and critical faults. The matrix of the tiers
// has 5000 cells of a few kinds, so one row in ten stays.
const check = `(() => {
	document.querySelectorAll("#matrix tbody tr").forEach((r, i) => { if (i % 10) r.remove(); });
	document.querySelectorAll("details").forEach((d) => { d.open = true; });
	return axe.run({resultTypes: ["violations"]}).then((r) =>
		r.violations.filter((v) => v.impact === "serious" || v.impact === "critical"));
})()`

// TestAccessible expects no serious fault in light and dark colours, on a desk and a phone.
func TestAccessible(t *testing.T) {
	script, err := axe()
	if err != nil {
		t.Fatal(err)
	}
	dark := browser.View{Width: desk.Width, Height: desk.Height, Dark: true}
	for _, test := range []struct {
		page string
		view browser.View
	}{{"tiers", desk}, {"change", dark}, {"change", phone}} {
		t.Run(fmt.Sprintf("%s %dx%d", test.page, test.view.Width, test.view.Height), func(t *testing.T) {
			tab, _ := open(t, test.page, "", test.view)
			evaluate[*struct{}](t, tab, script+";null")
			for _, f := range evaluate[[]fault](t, tab, check) {
				t.Errorf("%s, %s: %s", f.ID, f.Impact, f.Help)
				for i, n := range f.Nodes {
					if i < 3 {
						t.Logf("\t%s", n.HTML)
					}
				}
			}
		})
	}
}
