package main

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// debian is a file in the newest of several packages of Debian.
type debian struct {
	// entry is the name in the cache.
	entry       string
	suite, arch string
	// name is a regular expression for the packages, file a pattern for the file.
	name, file string
	// convert, if not nil, converts the file.
	convert func([]byte) ([]byte, error)
}

func (d debian) id() string { return d.entry }

// get returns the cached file. It fetches a missing one.
func (d debian) get(ctx context.Context, w *workshop) (string, error) {
	file, _, err := w.cache.open(d.entry)
	if !errors.Is(err, errMissing) {
		return file, err
	}
	w.say("%s: fetching it from %s", d.entry, d.suite)
	data, r, err := d.fetch(ctx, w)
	if err != nil {
		return "", fmt.Errorf("fetching %s: %w", d.entry, err)
	}
	return w.cache.store(d.entry, data, r)
}

// fetch returns the file and its record.
func (d debian) fetch(ctx context.Context, w *workshop) ([]byte, record, error) {
	dir, err := os.MkdirTemp(w.cache.dir, "apt-")
	if err != nil {
		return nil, record{}, err
	}
	defer os.RemoveAll(dir)
	a, err := newApt(ctx, dir, w.mirror, d.suite, d.arch)
	if err != nil {
		return nil, record{}, err
	}
	r, err := a.newest(ctx, d.name)
	if err != nil {
		return nil, r, err
	}
	deb, err := a.download(ctx, r.Package)
	if err != nil {
		return nil, r, err
	}
	data, err := fileOf(ctx, deb, d.file)
	if err == nil && d.convert != nil {
		data, err = d.convert(data)
	}
	return data, r, err
}
