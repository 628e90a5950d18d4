package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// build is a kernel that no release of Debian has, built here.
type build struct {
	goarch string
	// arch is the kernel's name of the architecture, compiler the prefix of the cross
	// compiler's commands.
	arch, compiler string
}

// builds returns all kernels to build.
func builds() []build { return []build{bigEndianPPC64, bigEndianMIPS64} }

// id returns the name in the cache. It depends on the configuration.
func (b build) id() string {
	return "kernel-" + b.goarch + "-" + debian.Sum([]byte(lines(b.options())))[:8]
}

// get returns the cached kernel. It does not build: a build takes minutes.
func (b build) get(_ context.Context, w *workshop) (string, error) {
	file, _, err := w.cache.Open(b.id())
	if errors.Is(err, debian.ErrMissing) {
		err = fmt.Errorf("%s: %w", b.id(), errNotBuilt)
	}
	return file, err
}

// make builds the kernel in a folder and stores it.
func (b build) make(ctx context.Context, w *workshop, tree, dir string, source debian.Record) error {
	if err := b.configure(ctx, tree, dir); err != nil {
		return err
	}
	if err := b.run(ctx, tree, dir, "vmlinux"); err != nil {
		return err
	}
	image, err := os.ReadFile(filepath.Join(dir, "vmlinux"))
	if err != nil {
		return err
	}
	_, err = w.cache.Store(b.id(), image, source)
	return err
}

// configure makes the folder and a configuration with all options in it.
func (b build) configure(ctx context.Context, tree, dir string) error {
	wanted := filepath.Join(dir, "wanted")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(wanted, []byte(lines(b.options())), 0o644)); err != nil {
		return err
	}
	if err := b.run(ctx, tree, dir, "KCONFIG_ALLCONFIG="+wanted, "allnoconfig"); err != nil {
		return err
	}
	config, err := os.ReadFile(filepath.Join(dir, ".config"))
	if err != nil {
		return err
	}
	if lost := notTaken(b.options(), string(config)); len(lost) > 0 {
		return fmt.Errorf("%w: %s", errConfig, strings.Join(lost, ", "))
	}
	return nil
}

// run runs the kernel's make with low priority. The image holds neither time nor place nor
// user of the build.
func (b build) run(ctx context.Context, tree, dir string, args ...string) error {
	args = append([]string{
		"-n", "10", "make", "--silent", "--directory=" + tree, "--jobs=" + strconv.Itoa(runtime.NumCPU()),
		"O=" + dir, "ARCH=" + b.arch, "CROSS_COMPILE=" + b.compiler,
		"KBUILD_BUILD_TIMESTAMP=1970-01-01", "KBUILD_BUILD_USER=nobody", "KBUILD_BUILD_HOST=nowhere",
	}, args...)
	if out, err := exec.CommandContext(ctx, "nice", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("make %s: %w\n%s", args[len(args)-1], err, complaint.Last(string(out), 20))
	}
	return nil
}
