package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// apt fetches packages of one suite and architecture with a state of its own, so
// that nothing of the system's changes.
type apt struct {
	dir     string
	options []string
	mirror  string
}

// keyring is what Debian's suites are signed with, of the package
// debian-archive-keyring.
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

// newApt returns an apt that works in dir and knows the suite's packages.
func newApt(ctx context.Context, dir, mirror, suite, arch string) (*apt, error) {
	if mirror == "" {
		var err error
		if mirror, err = systemMirror(ctx); err != nil {
			return nil, err
		}
	}
	a := &apt{dir: dir, options: aptOptions(dir, arch), mirror: mirror}
	if err := a.prepare(suite); err != nil {
		return nil, err
	}
	_, err := a.run(ctx, "apt-get", "update", "--error-on=any")
	return a, err
}

// prepare makes the files that apt expects: sources, and no package installed.
func (a *apt) prepare(suite string) error {
	list := fmt.Sprintf("deb [signed-by=%s] %s %s main\n", keyring, a.mirror, suite)
	return errors.Join(
		os.WriteFile(filepath.Join(a.dir, "sources.list"), []byte(list), 0o644),
		os.WriteFile(filepath.Join(a.dir, "status"), nil, 0o644),
		os.MkdirAll(filepath.Join(a.dir, "lists", "partial"), 0o755),
		os.MkdirAll(filepath.Join(a.dir, "cache", "archives", "partial"), 0o755),
	)
}

// aptOptions returns what keeps apt to a folder and to an architecture, whatever
// the system is set to.
func aptOptions(dir, arch string) []string {
	return []string{
		"-o", "Dir::State=" + dir,
		"-o", "Dir::State::status=" + filepath.Join(dir, "status"),
		"-o", "Dir::Cache=" + filepath.Join(dir, "cache"),
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

// run runs one of apt's commands in the folder. Its complaints do not name the
// mirror, which may be a private one.
func (a *apt) run(ctx context.Context, command string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, command, append(append([]string(nil), a.options...), args...)...)
	cmd.Dir = a.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w%s", command, args[0], err, hide(a.mirror, complaint(err)))
	}
	return out, nil
}

// download returns the path of a package, which apt has checked.
func (a *apt) download(ctx context.Context, name string) (string, error) {
	if _, err := a.run(ctx, "apt-get", "download", name); err != nil {
		return "", err
	}
	found, err := filepath.Glob(filepath.Join(a.dir, name+"_*.deb"))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%w: apt-get brought %d files for %s", errNoPackage, len(found), name)
	}
	return found[0], nil
}
