package debian

import (
	"archive/tar"
	"maps"
	"slices"
)

// settings lists the files that Debian's packages write when they are configured.
var settings = map[string]string{
	"etc/group":         "root:x:0:\nnogroup:x:65534:\n",
	"etc/hosts":         "127.0.0.1 localhost\n",
	"etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
	"etc/passwd":        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n",
}

// alternatives lists links that Debian's packages make when they are configured.
var alternatives = map[string]string{"usr/bin/awk": "mawk", "usr/bin/sh": "dash"}

// folders lists the folders that an installer makes.
var folders = []string{"dev", "etc", "proc", "root", "sys", "usr", "var"}

// configure adds the files of a configured system, unless a package holds them.
func (t *tree) configure() error {
	for _, name := range folders {
		if err := t.set(tar.Header{Name: name, Typeflag: tar.TypeDir, Mode: 0o755}, nil); err != nil {
			return err
		}
	}
	if err := t.set(tar.Header{Name: "tmp", Typeflag: tar.TypeDir, Mode: 0o1777}, nil); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if err := t.set(tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644}, []byte(settings[name])); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(alternatives)) {
		if err := t.set(tar.Header{Name: name, Typeflag: tar.TypeSymlink, Linkname: alternatives[name], Mode: 0o777}, nil); err != nil {
			return err
		}
	}
	return nil
}
