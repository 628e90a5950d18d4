package debian

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
)

// Userland is a root file system: packages of a suite and an architecture, with all that
// they depend on. No script of a package runs.
type Userland struct {
	// Suite is a release of Debian, such as "sid". Arch is Debian's name, such as "i386".
	Suite, Arch string
	Packages    []string
}

// Name returns the name in the cache. It depends on the packages and the format.
func (u Userland) Name() string {
	const format = "3"
	return "root-" + u.Suite + "-" + u.Arch + "-" + Sum([]byte(format + strings.Join(u.Packages, " ")))[:8] + ".tar"
}

// Get returns the path of a tar archive of the file system, and its record. It fetches a
// missing one and reports that to log.
func (u Userland) Get(ctx context.Context, c Cache, mirror string, log io.Writer) (string, Record, error) {
	path, r, err := c.Open(u.Name())
	if !errors.Is(err, ErrMissing) {
		return path, r, err
	}
	fmt.Fprintf(log, "%s: fetching it\n", u.Name())
	data, r, err := u.Fetch(ctx, c, mirror)
	if err != nil {
		return "", r, fmt.Errorf("fetching %s: %w", u.Name(), err)
	}
	path, err = c.Store(u.Name(), data, r)
	return path, r, err
}

// Fetch returns the archive and its record, without the cache. It works in a folder of the
// cache.
func (u Userland) Fetch(ctx context.Context, c Cache, mirror string) ([]byte, Record, error) {
	dir, err := os.MkdirTemp(c.Dir, "apt-")
	if err != nil {
		return nil, Record{}, err
	}
	defer os.RemoveAll(dir)
	a, err := NewApt(ctx, dir, mirror, u.Suite, u.Arch)
	if err != nil {
		return nil, Record{}, err
	}
	debs, err := a.closure(ctx, u.Packages)
	if err != nil {
		return nil, Record{}, err
	}
	var files tree
	for _, deb := range debs {
		if err := files.unpack(ctx, deb); err != nil {
			return nil, Record{}, fmt.Errorf("%s: %w", filepath.Base(deb), err)
		}
	}
	if err := files.configure(); err != nil {
		return nil, Record{}, err
	}
	data, err := files.archive()
	return data, Record{Package: strings.Join(u.Packages, " "), Version: u.Suite, Contents: contents(debs)}, err
}

// closure downloads packages and all that they depend on, and returns the paths, sorted.
func (a *Apt) closure(ctx context.Context, packages []string) ([]string, error) {
	args := append([]string{"install", "--yes", "--download-only", "--no-install-recommends"}, packages...)
	if _, err := a.run(ctx, "apt-get", args...); err != nil {
		return nil, err
	}
	debs, err := filepath.Glob(filepath.Join(a.Dir, "cache", "archives", "*.deb"))
	if err == nil && len(debs) == 0 {
		err = fmt.Errorf("%w: %s", ErrNoPackage, strings.Join(packages, " "))
	}
	slices.Sort(debs)
	return debs, err
}

// contents returns the names and versions of packages, from the names of their files:
// name_version_arch.deb, with %3a for a colon.
func contents(debs []string) []string {
	var list []string
	for _, deb := range debs {
		name, rest, _ := strings.Cut(filepath.Base(deb), "_")
		version, _, _ := strings.Cut(rest, "_")
		if plain, err := url.PathUnescape(version); err == nil {
			version = plain
		}
		list = append(list, name+" "+version)
	}
	return list
}

// Unpack unpacks the archive of a userland into a folder. It needs root, for the owners.
func Unpack(ctx context.Context, archive, dir string) error {
	_, err := exec.CommandContext(ctx, "tar", "--extract", "--same-owner", "--same-permissions", "--numeric-owner",
		"--file", archive, "--directory", dir).Output()
	if err != nil {
		return fmt.Errorf("tar: %w%s", err, complaint.Of(err))
	}
	return nil
}
