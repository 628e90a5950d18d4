package debian

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"path"
	"slices"
	"strings"
)

// tree holds the files of several packages by their paths, as in "usr/bin/dash".
type tree map[string]node

// node is a file, a folder or a link.
type node struct {
	header tar.Header
	data   []byte
}

// unneeded lists folders for people.
var unneeded = []string{"usr/share/doc/", "usr/share/man/", "usr/share/info/", "usr/share/locale/", "usr/share/lintian/"}

// unpack adds the files of a package.
func (t *tree) unpack(ctx context.Context, deb string) error {
	cmd := exec.CommandContext(ctx, "dpkg-deb", "--fsys-tarfile", deb)
	archive, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = t.add(archive)
	_, rest := io.Copy(io.Discard, archive)
	return errors.Join(err, rest, cmd.Wait())
}

// add adds the files of a tar archive.
func (t *tree) add(archive io.Reader) error {
	for r := tar.NewReader(archive); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if err := t.set(*header, data); err != nil {
			return err
		}
	}
}

// set adds a file under its path in a merged system. A hard link becomes a copy. A file
// replaces a link with its path: /usr/bin/touch was a link to /bin/touch.
func (t *tree) set(header tar.Header, data []byte) error {
	if *t == nil {
		*t = tree{}
	}
	name := merged(path.Clean(header.Name))
	if name == "." || slices.ContainsFunc(unneeded, func(folder string) bool { return strings.HasPrefix(name, folder) }) {
		return nil
	}
	if header.Typeflag == tar.TypeLink {
		target, ok := (*t)[merged(path.Clean(header.Linkname))]
		if !ok {
			return fmt.Errorf("%w: %s, the target of %s", ErrNoFile, header.Linkname, header.Name)
		}
		header, data = target.header, target.data
	}
	old, exists := (*t)[name]
	if exists && (header.Typeflag != tar.TypeReg || old.header.Typeflag == tar.TypeReg) {
		return nil
	}
	if header.Typeflag == tar.TypeSymlink {
		header.Linkname = relative(name, header.Linkname)
	}
	header.Name, header.Format = name, tar.FormatUnknown
	(*t)[name] = node{header, data}
	return nil
}

// merged returns the path of a file in a system without /bin, /lib and their like, as in
// Debian since release 12. Packages of older releases still hold them.
func merged(name string) string {
	top, _, below := strings.Cut(name, "/")
	if below && slices.Contains(aliased, top) {
		return "usr/" + name
	}
	return name
}

// relative returns a relative target for a link. Tools outside the root follow it too, such
// as a linker with the root's libraries.
func relative(name, target string) string {
	below, ok := strings.CutPrefix(target, "/")
	if !ok {
		return target
	}
	return strings.Repeat("../", strings.Count(name, "/")) + merged(path.Clean(below))
}

// aliased lists the folders of the root that are links to folders of /usr with their names.
var aliased = []string{"bin", "sbin", "lib", "lib32", "lib64", "libo32", "libx32"}

// archive returns the files as a tar archive, sorted. Links stand for the aliased folders.
func (t *tree) archive() ([]byte, error) {
	t.link()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(*t)) {
		n := (*t)[name]
		n.header.Size = int64(len(n.data))
		if err := w.WriteHeader(&n.header); err != nil {
			return nil, err
		}
		if _, err := w.Write(n.data); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), w.Close()
}

// link replaces the aliased folders by links.
func (t *tree) link() {
	for name := range *t {
		below, ok := strings.CutPrefix(name, "usr/")
		if top, _, _ := strings.Cut(below, "/"); ok && slices.Contains(aliased, top) {
			(*t)[top] = node{header: tar.Header{Name: top, Typeflag: tar.TypeSymlink, Linkname: "usr/" + top, Mode: 0o777}}
		}
	}
}
