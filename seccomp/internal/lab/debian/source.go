package debian

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
)

// Source fetches the upstream part of a source package, unpacks it into the new folder tree,
// and returns the package's record. Apt checks it.
func (a *Apt) Source(ctx context.Context, name, suite, tree string) (Record, error) {
	list := fmt.Sprintf("deb-src [signed-by=%s] %s %s main\n", keyring, a.mirror, suite)
	if err := os.WriteFile(filepath.Join(a.Dir, "sources.list"), []byte(list), 0o644); err != nil {
		return Record{}, err
	}
	for _, args := range [][]string{{"update", "--error-on=any"}, {"source", "--download-only", name}} {
		if _, err := a.run(ctx, "apt-get", args...); err != nil {
			return Record{}, err
		}
	}
	archives, err := filepath.Glob(filepath.Join(a.Dir, name+"_*.orig.tar.*[^c]"))
	if err != nil {
		return Record{}, err
	}
	if len(archives) != 1 {
		return Record{}, fmt.Errorf("%w: %d archives of the source of %s", ErrNoPackage, len(archives), name)
	}
	if err := os.Mkdir(tree, 0o755); err != nil {
		return Record{}, err
	}
	_, err = exec.CommandContext(ctx, "tar", "--extract", "--strip-components=1", "--file", archives[0], "--directory", tree).Output()
	if err != nil {
		return Record{}, fmt.Errorf("tar: %w%s", err, complaint.Of(err))
	}
	r, err := a.sourceRecord(ctx, name)
	return r, err
}

// sourceRecord returns the record of a source package.
func (a *Apt) sourceRecord(ctx context.Context, name string) (Record, error) {
	out, err := a.run(ctx, "apt-cache", "showsrc", "--only-source", name)
	if err != nil {
		return Record{}, err
	}
	list := parsePackages(out)
	if len(list) == 0 {
		return Record{}, fmt.Errorf("%w: %s", ErrNoPackage, name)
	}
	return highest(list, newer), nil
}
