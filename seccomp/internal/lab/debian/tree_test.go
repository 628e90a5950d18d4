package debian

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// pack returns a tar archive.
func pack(t *testing.T, headers ...tar.Header) io.Reader {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		data := ""
		if h.Typeflag == tar.TypeReg {
			data = "data of " + h.Name
		}
		h.Size = int64(len(data))
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

// list returns the files of a tar archive, one per line.
func list(t *testing.T, archive []byte) string {
	t.Helper()
	var b strings.Builder
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		line := h.Name
		if h.Linkname != "" {
			line += " -> " + h.Linkname
		}
		if len(data) > 0 {
			line += ": " + string(data)
		}
		b.WriteString(line + "\n")
	}
}

// TestTree merges /bin and /lib of an old package with those of a new one.
func TestTree(t *testing.T) {
	var files tree
	for _, archive := range []io.Reader{
		pack(t,
			tar.Header{Name: "./", Typeflag: tar.TypeDir},
			tar.Header{Name: "./bin/", Typeflag: tar.TypeDir},
			tar.Header{Name: "./usr/bin/touch", Typeflag: tar.TypeSymlink, Linkname: "/bin/touch"},
			tar.Header{Name: "./bin/touch", Typeflag: tar.TypeReg},
			tar.Header{Name: "./bin/perl5", Typeflag: tar.TypeLink, Linkname: "./bin/touch"},
			tar.Header{Name: "./lib64/ld.so", Typeflag: tar.TypeSymlink, Linkname: "/lib/x86/ld.so"},
			tar.Header{Name: "./usr/share/doc/touch/copyright", Typeflag: tar.TypeReg},
		),
		pack(t,
			tar.Header{Name: "./lib", Typeflag: tar.TypeSymlink, Linkname: "usr/lib"},
			tar.Header{Name: "./usr/lib/x86/ld.so", Typeflag: tar.TypeReg},
			tar.Header{Name: "./usr/libexec/helper", Typeflag: tar.TypeReg},
			tar.Header{Name: "./usr/bin/touch", Typeflag: tar.TypeReg},
		),
	} {
		if err := files.add(archive); err != nil {
			t.Fatal(err)
		}
	}
	got, err := files.archive()
	if err != nil {
		t.Fatal(err)
	}
	const want = `bin -> usr/bin
lib -> usr/lib
lib64 -> usr/lib64
usr/bin/perl5: data of ./bin/touch
usr/bin/touch: data of ./bin/touch
usr/lib/x86/ld.so: data of ./usr/lib/x86/ld.so
usr/lib64/ld.so -> ../../usr/lib/x86/ld.so
usr/libexec/helper: data of ./usr/libexec/helper
`
	if list(t, got) != want {
		t.Errorf("the archive holds\n%s\nwant\n%s", list(t, got), want)
	}
}

func TestTreeRefuses(t *testing.T) {
	var files tree
	if err := files.add(pack(t, tar.Header{Name: "./a", Typeflag: tar.TypeLink, Linkname: "./b"})); !errors.Is(err, ErrNoFile) {
		t.Errorf("a link without its target: %v, want %v", err, ErrNoFile)
	}
	if err := files.add(io.LimitReader(pack(t, tar.Header{Name: "./a", Typeflag: tar.TypeReg}), 515)); err == nil {
		t.Error("half an archive was added")
	}
}

// TestConfigure expects the files of an installer, and the shell of a package.
func TestConfigure(t *testing.T) {
	var files tree
	shell := pack(t, tar.Header{Name: "./bin/sh", Typeflag: tar.TypeSymlink, Linkname: "bash"}, tar.Header{Name: "./bin/mawk", Typeflag: tar.TypeReg})
	if err := errors.Join(files.add(shell), files.configure()); err != nil {
		t.Fatal(err)
	}
	got, err := files.archive()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"bin -> usr/bin\n", "usr/bin/sh -> bash\n", "usr/bin/awk -> mawk\n", "\ntmp\n", "etc/hosts: 127.0.0.1 localhost\n"} {
		if !strings.Contains(list(t, got), want) {
			t.Errorf("the archive lacks %q:\n%s", want, list(t, got))
		}
	}
}

func TestContents(t *testing.T) {
	got := contents([]string{"/x/libcrypt1_1%3a4.4.18-4_amd64.deb", "/x/dash_0.5_amd64.deb"})
	if len(got) != 2 || got[0] != "libcrypt1 1:4.4.18-4" || got[1] != "dash 0.5" {
		t.Errorf("contents are %q", got)
	}
}
