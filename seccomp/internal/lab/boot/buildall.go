package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// kernelSource is the kernel's source in a release of Debian. The cross compilers and the
// kernel for little-endian mips are of the same release.
var kernelSource = debianPackage{
	suite: "bookworm",
	arch:  "amd64",
	name:  `linux-source-6\.1`,
	file:  "usr/src/linux-source-*.tar.xz",
}

// buildAll builds the kernels that the cache lacks or has of an older source. It goes on
// after a failure.
func buildAll(ctx context.Context, w *workshop) error {
	dir, err := os.MkdirTemp(w.cache.Dir, "build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := debian.NewApt(ctx, dir, w.mirror, kernelSource.suite, kernelSource.arch)
	if err != nil {
		return err
	}
	newest, err := a.Newest(ctx, kernelSource.name)
	if err != nil {
		return err
	}
	missing, failures := missingOf(builds(), w, newest)
	if len(missing) == 0 {
		return failures
	}
	tree, err := unpackSource(ctx, a, newest)
	if err != nil {
		return errors.Join(failures, err)
	}
	for _, b := range missing {
		w.say("%s: building it from %s %s, which takes minutes", b.id(), newest.Package, newest.Version)
		if err := b.make(ctx, w, tree, filepath.Join(dir, b.goarch), newest); err != nil {
			failures = errors.Join(failures, fmt.Errorf("%s: %w", b.id(), err))
		}
	}
	return failures
}

// missingOf returns the kernels that the cache lacks or has of another version. A damaged
// file in the cache is an error.
func missingOf(all []build, w *workshop, newest debian.Record) (missing []build, failures error) {
	for _, b := range all {
		_, r, err := w.cache.Open(b.id())
		switch {
		case err == nil && r.Version == newest.Version:
			w.say("%s: built from %s %s", b.id(), r.Package, r.Version)
		case err == nil || errors.Is(err, debian.ErrMissing):
			missing = append(missing, b)
		default:
			failures = errors.Join(failures, err)
		}
	}
	return missing, failures
}

// unpackSource fetches the source and returns its folder.
func unpackSource(ctx context.Context, a *debian.Apt, source debian.Record) (string, error) {
	deb, err := a.Download(ctx, source.Package)
	if err != nil {
		return "", err
	}
	packed, err := debian.FileOf(ctx, deb, kernelSource.file)
	if err != nil {
		return "", err
	}
	tree := filepath.Join(a.Dir, "source")
	if err := os.Mkdir(tree, 0o755); err != nil {
		return "", err
	}
	tar := exec.CommandContext(ctx, "tar", "--extract", "--xz", "--strip-components=1", "--directory", tree)
	tar.Stdin = bytes.NewReader(packed)
	if _, err := tar.Output(); err != nil {
		return "", fmt.Errorf("tar: %w%s", err, complaint.Of(err))
	}
	return tree, nil
}
