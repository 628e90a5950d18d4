package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/operator"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/systemd"
)

// filter returns a format of filters. read reads the single file.
func filter(read func(o importOptions, file string, data []byte, c *catalog.Catalog) (*document.Document, csvfile.Warnings, error)) importFormat {
	return func(o importOptions) (text []byte, err error) {
		if len(o.files) != 1 {
			return nil, fmt.Errorf("%d files; want one", len(o.files))
		}
		c, files, err := o.read()
		if err != nil {
			return nil, err
		}
		d, warnings, err := read(o, files[0].Name, files[0].Data, c)
		if err != nil {
			return nil, err
		}
		o.warn(warnings)
		return d.Policy(c, o.profile)
	}
}

// manifests imports the profiles of the security profiles operator. Several have the names
// of their manifests.
func manifests(o importOptions) (text []byte, err error) {
	c, files, err := o.read()
	if err != nil {
		return nil, err
	}
	list, warnings, err := operator.Read(files, c, o.resolve())
	if err != nil {
		return nil, err
	}
	o.warn(warnings)
	if len(list) == 1 {
		list[0].Name = o.profile
	}
	for _, p := range list {
		next, err := p.Document.Policy(c, p.Name)
		if err != nil {
			return nil, err
		}
		if len(text) > 0 {
			next = bytes.Replace(next, []byte(event.Columns+"\n"), nil, 1)
		}
		text = append(text, next...)
	}
	return text, nil
}

// unit imports a unit of systemd with its drop-ins.
func unit(o importOptions) ([]byte, error) {
	c, list, err := o.read()
	if err != nil {
		return nil, err
	}
	var files []systemd.File
	for _, f := range list {
		files = append(files, systemd.File(f))
	}
	arches := o.arches
	if len(arches) == 0 {
		arches = arch.Targets
	}
	d, warnings, err := systemd.Read(files, c, arches)
	if err != nil {
		return nil, err
	}
	o.warn(warnings)
	return d.Policy(c, o.profile)
}

// resolve returns the options of a container's filter.
func (o importOptions) resolve() oci.Options {
	return oci.Options{Arches: o.arches, Capabilities: o.capabilities, Kernel: o.kernel}
}

// warn prints warnings.
func (o importOptions) warn(warnings csvfile.Warnings) {
	if len(warnings) > 0 {
		fmt.Fprintln(o.stderr, warnings)
	}
}

// read reads the catalog and the files.
func (o importOptions) read() (c *catalog.Catalog, files []operator.File, err error) {
	if c, err = load(""); err != nil {
		return nil, nil, err
	}
	for _, file := range o.files {
		if isFolder(file) {
			name, data, err := readLayer(filepath.ToSlash(file))
			if err != nil {
				return nil, nil, err
			}
			files = append(files, operator.File{Name: shown(name), Data: data})
			continue
		}
		err := withInput(file, func(name string, r io.Reader) error {
			data, err := readAll(name, r)
			files = append(files, operator.File{Name: shown(name), Data: data})
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return c, files, nil
}

// readAll reads a file of another format.
func readAll(name string, r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, structure.MaxSize+1))
	if err == nil && len(data) > structure.MaxSize {
		err = fmt.Errorf("%s: larger than %d MiB", shown(name), structure.MaxSize>>20)
	}
	return data, err
}
