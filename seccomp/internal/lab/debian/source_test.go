package debian

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// stubApt puts commands of apt in front of PATH. They log their arguments without options
// to the file log, and apt-get source copies the files of the folder archives.
func stubApt(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	const script = `#!/bin/sh
while [ "$1" = -o ]; do shift 2; done
echo "${0##*/} $* $(cat sources.list)" >>"DIR/log"
case "$1" in
source) cp DIR/archives/* . ;;
showsrc) printf 'Package: busybox\nVersion: 1.9-1\n\nPackage: busybox\nVersion: 1.10-1\nSHA256: aa\n\n' ;;
esac
`
	bin := filepath.Join(dir, "bin")
	err := errors.Join(os.Mkdir(bin, 0o755), os.Mkdir(filepath.Join(dir, "archives"), 0o755))
	for _, name := range []string{"apt-get", "apt-cache"} {
		err = errors.Join(err, os.WriteFile(filepath.Join(bin, name), []byte(strings.ReplaceAll(script, "DIR", dir)), 0o755))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	return dir
}

// addArchive adds an archive with one file to the folder for apt-get source.
func addArchive(t *testing.T, dir, name string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "archives", name))
	if err != nil {
		t.Fatal(err)
	}
	w := gzip.NewWriter(f)
	_, err = io.Copy(w, pack(t, tar.Header{Name: "busybox-1.10/", Typeflag: tar.TypeDir, Mode: 0o755}, tar.Header{Name: "busybox-1.10/Makefile", Typeflag: tar.TypeReg, Mode: 0o644}))
	if err := errors.Join(err, w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestSource unpacks the upstream archive, and neither its signature nor Debian's changes.
// The record is the newest of the package.
func TestSource(t *testing.T) {
	dir := stubApt(t)
	for _, name := range []string{"busybox_1.10.orig.tar.gz", "busybox_1.10.orig.tar.gz.asc", "busybox_1.10-1.debian.tar.gz", "busybox_1.10-1.dsc"} {
		addArchive(t, dir, name)
	}
	a, err := NewApt(t.Context(), t.TempDir(), "https://host.example/debian", "bookworm", "amd64")
	if err != nil {
		t.Fatal(err)
	}
	tree := filepath.Join(a.Dir, "source")
	r, err := a.Source(t.Context(), "busybox", "trixie", tree)
	if want := (Record{Package: "busybox", Version: "1.10-1", PackageSHA256: "aa"}); err != nil || !reflect.DeepEqual(r, want) {
		t.Errorf("the source is %v, %v; want %v", r, err, want)
	}
	if data, err := os.ReadFile(filepath.Join(tree, "Makefile")); err != nil || string(data) != "data of busybox-1.10/Makefile" {
		t.Errorf("the tree holds %q, %v", data, err)
	}
	const binary, source = " deb [signed-by=" + keyring + "] https://host.example/debian bookworm main\n", " deb-src [signed-by=" + keyring + "] https://host.example/debian trixie main\n"
	const want = "apt-get update --error-on=any" + binary + "apt-get update --error-on=any" + source +
		"apt-get source --download-only busybox" + source + "apt-cache showsrc --only-source busybox" + source
	if log, err := os.ReadFile(filepath.Join(dir, "log")); err != nil || string(log) != want {
		t.Errorf("apt ran as\n%s%v; want\n%s", log, err, want)
	}
}

// TestSourceRefuses expects one archive, and a new folder.
func TestSourceRefuses(t *testing.T) {
	for _, test := range []struct {
		archives []string
		want     error
	}{
		{[]string{"busybox_1.10-1.dsc"}, ErrNoPackage},
		{[]string{"busybox_1.9.orig.tar.gz", "busybox_1.10.orig.tar.gz"}, ErrNoPackage},
		{[]string{"busybox_1.10.orig.tar.gz", "source"}, os.ErrExist},
	} {
		dir := stubApt(t)
		for _, name := range test.archives {
			addArchive(t, dir, name)
		}
		a, err := NewApt(t.Context(), t.TempDir(), "https://host.example/debian", "bookworm", "amd64")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Source(t.Context(), "busybox", "bookworm", filepath.Join(a.Dir, "source")); !errors.Is(err, test.want) {
			t.Errorf("with %q: %v, want %v", test.archives, err, test.want)
		}
	}
}
