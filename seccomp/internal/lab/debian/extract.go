package debian

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
)

// FileOf returns the first file in a package with a name of a pattern.
func FileOf(ctx context.Context, deb, pattern string) ([]byte, error) {
	out, err := exec.CommandContext(ctx, "dpkg-deb", "--fsys-tarfile", deb).Output()
	if err != nil {
		return nil, fmt.Errorf("dpkg-deb: %w%s", err, complaint.Of(err))
	}
	data, err := matching(bytes.NewReader(out), pattern)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(deb), err)
	}
	return data, nil
}

// matching returns the first file in a tar archive with a name of a pattern.
func matching(archive io.Reader, pattern string) ([]byte, error) {
	for r := tar.NewReader(archive); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%w: %s", ErrNoFile, pattern)
		}
		if err != nil {
			return nil, err
		}
		ok, err := path.Match(pattern, path.Clean(header.Name))
		if err != nil {
			return nil, err
		}
		if ok && header.Typeflag == tar.TypeReg {
			return io.ReadAll(r)
		}
	}
}
