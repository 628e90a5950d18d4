package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// debianPackage is a file in the newest of several packages of Debian.
type debianPackage struct {
	// entry is the name in the cache.
	entry       string
	suite, arch string
	// name is a regular expression for the packages, file a pattern for the file.
	name, file string
	// convert, if not nil, converts the file.
	convert func([]byte) ([]byte, error)
}

func (d debianPackage) id() string { return d.entry }

// get returns the cached file. It fetches a missing one.
func (d debianPackage) get(ctx context.Context, w *workshop) (string, error) {
	file, _, err := w.cache.Open(d.entry)
	if !errors.Is(err, debian.ErrMissing) {
		return file, err
	}
	w.say("%s: fetching it from %s", d.entry, d.suite)
	data, r, err := d.fetch(ctx, w)
	if err != nil {
		return "", fmt.Errorf("fetching %s: %w", d.entry, err)
	}
	return w.cache.Store(d.entry, data, r)
}

// fetch returns the file and its record.
func (d debianPackage) fetch(ctx context.Context, w *workshop) ([]byte, debian.Record, error) {
	dir, err := os.MkdirTemp(w.cache.Dir, "apt-")
	if err != nil {
		return nil, debian.Record{}, err
	}
	defer os.RemoveAll(dir)
	a, err := debian.NewApt(ctx, dir, w.mirror, d.suite, d.arch)
	if err != nil {
		return nil, debian.Record{}, err
	}
	r, err := a.Newest(ctx, d.name)
	if err != nil {
		return nil, r, err
	}
	deb, err := a.Download(ctx, r.Package)
	if err != nil {
		return nil, r, err
	}
	data, err := debian.FileOf(ctx, deb, d.file)
	if err == nil && d.convert != nil {
		data, err = d.convert(data)
	}
	return data, r, err
}
