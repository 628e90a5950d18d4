package debian

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
)

// Apt fetches packages of one suite and architecture. Its state is a folder of its own: the
// state of the system does not change.
type Apt struct {
	// Dir is the folder of its files.
	Dir     string
	options []string
	mirror  string
}

// keyring holds the keys of Debian's suites. The package debian-archive-keyring installs it.
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

// NewApt returns an apt in dir with the list of the suite's packages.
func NewApt(ctx context.Context, dir, mirror, suite, arch string) (*Apt, error) {
	if mirror == "" {
		var err error
		if mirror, err = SystemMirror(ctx); err != nil {
			return nil, err
		}
	}
	a := &Apt{Dir: dir, options: aptOptions(dir, arch), mirror: mirror}
	if err := a.prepare(suite); err != nil {
		return nil, err
	}
	_, err := a.run(ctx, "apt-get", "update", "--error-on=any")
	return a, err
}

// prepare writes the files for apt: the sources, and an empty list of installed packages.
func (a *Apt) prepare(suite string) error {
	list := fmt.Sprintf("deb [signed-by=%s] %s %s main\n", keyring, a.mirror, suite)
	return errors.Join(
		os.WriteFile(filepath.Join(a.Dir, "sources.list"), []byte(list), 0o644),
		os.WriteFile(filepath.Join(a.Dir, "status"), nil, 0o644),
		os.MkdirAll(filepath.Join(a.Dir, "lists", "partial"), 0o755),
		os.MkdirAll(filepath.Join(a.Dir, "cache", "archives", "partial"), 0o755),
	)
}

// aptOptions returns options that limit apt to a folder and an architecture and override
// the configuration of the system.
func aptOptions(dir, arch string) []string {
	return []string{
		"-o", "Dir::State=" + dir,
		"-o", "Dir::State::status=" + filepath.Join(dir, "status"),
		"-o", "Dir::Cache=" + filepath.Join(dir, "cache"),
		// Images of containers turn both off. Every command would read the list again.
		"-o", "Dir::Cache::pkgcache=pkgcache.bin",
		"-o", "Dir::Cache::srcpkgcache=srcpkgcache.bin",
		"-o", "Acquire::GzipIndexes=false",
		"-o", "Dir::Etc::SourceList=" + filepath.Join(dir, "sources.list"),
		"-o", "Dir::Etc::SourceParts=/dev/null",
		"-o", "Dir::Etc::Preferences=/dev/null",
		"-o", "Dir::Etc::PreferencesParts=/dev/null",
		"-o", "APT::Architecture=" + arch,
		"-o", "APT::Architectures=" + arch,
		"-o", "APT::Sandbox::User=root",
		"-o", "Acquire::Languages=none",
		"-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
		"-o", "Acquire::Retries=3",
	}
}

// run runs one of apt's commands in the folder. Its errors hide the host of the mirror,
// which may be private.
func (a *Apt) run(ctx context.Context, command string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, command, append(append([]string(nil), a.options...), args...)...)
	cmd.Dir = a.Dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w%s", command, args[0], err, hide(a.mirror, complaint.Of(err)))
	}
	return out, nil
}

// Download fetches a package and returns its path. Apt checks it.
func (a *Apt) Download(ctx context.Context, name string) (string, error) {
	if _, err := a.run(ctx, "apt-get", "download", name); err != nil {
		return "", err
	}
	found, err := filepath.Glob(filepath.Join(a.Dir, name+"_*.deb"))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%w: apt-get downloaded %d files for %s", ErrNoPackage, len(found), name)
	}
	return found[0], nil
}
