package debian

import (
	"archive/tar"
	"bytes"
	"errors"
	"testing"
)

// packed returns a tar archive as in a package: a folder, a link, and a kernel.
func packed(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []tar.Header{
		{Name: "./boot/", Typeflag: tar.TypeDir, Mode: 0o755},
		{Name: "./boot/vmlinuz-link", Typeflag: tar.TypeSymlink, Linkname: "vmlinuz-6"},
		{Name: "./boot/vmlinuz-6", Typeflag: tar.TypeReg, Mode: 0o644, Size: 6},
	} {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte("kernel")); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMatching(t *testing.T) {
	archive := packed(t)
	if got, err := matching(bytes.NewReader(archive), "boot/vmlinu[xz]-*"); err != nil || string(got) != "kernel" {
		t.Errorf("the kernel is %q, %v", got, err)
	}
	if got, err := matching(bytes.NewReader(archive), "usr/*"); !errors.Is(err, ErrNoFile) {
		t.Errorf("what is not there is %q, %v", got, err)
	}
	if got, err := matching(bytes.NewReader(archive[:1100]), "usr/*"); err == nil || errors.Is(err, ErrNoFile) {
		t.Errorf("in half an archive is %q, %v", got, err)
	}
}
