// Package replace writes files atomically: a reader finds the complete old or the
// complete new content.
package replace

import (
	"bytes"
	"errors"
	"io/fs"
	"math"

	"github.com/google/renameio/v2"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

// Files writes data to paths, and returns the replaced paths in the given order. It
// skips files with equal content. It replaces the first file only after all new content
// is on disk: a full disk changes nothing.
func Files(paths []string, data [][]byte) (replaced []string, err error) {
	var pending []*renameio.PendingFile
	defer func() {
		for _, f := range pending {
			err = errors.Join(err, f.Cleanup())
		}
	}()
	for i, path := range paths {
		old, err := regular.Read(path, math.MaxInt64)
		if err == nil && bytes.Equal(old, data[i]) {
			continue
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		f, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o644), renameio.WithExistingPermissions())
		if err != nil {
			return nil, err
		}
		pending = append(pending, f)
		replaced = append(replaced, path)
		if _, err := f.Write(data[i]); err != nil {
			return nil, err
		}
		if err := f.Sync(); err != nil {
			return nil, err
		}
	}
	for i, f := range pending {
		if err := f.CloseAtomicallyReplace(); err != nil {
			return replaced[:i], err
		}
	}
	return replaced, nil
}
