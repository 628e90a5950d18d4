package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// static is a root file system for an architecture without a release of Debian: busybox and
// the C program, built here and linked statically.
type static struct {
	goarch string
	// compiler is the prefix of the cross compiler's commands.
	compiler string
}

// statics returns all root file systems to build.
func statics() []static {
	return []static{
		{"mips", "mips-linux-gnu-"},
		{"mips64", bigEndianMIPS64.compiler},
		{"ppc64", bigEndianPPC64.compiler},
	}
}

// busyboxOptions lists changes of busybox's usual configuration. Its tc does not compile with
// the kernel's newer headers.
var busyboxOptions = map[string]string{
	"# CONFIG_STATIC is not set": "CONFIG_STATIC=y",
	"CONFIG_TC=y":                "# CONFIG_TC is not set",
}

// applets lists links to busybox. The programs of the trials start them.
var applets = []string{"cat", "head", "mkfifo", "sh", "sleep", "true", "wc"}

// id returns the name in the cache. It depends on the contents.
func (s static) id() string {
	text := fmt.Sprint(s, busyboxOptions, sources(staticC), applets)
	return "userland-static-" + s.goarch + "-" + debian.Sum([]byte(text))[:8] + ".cpio.zst"
}

// get returns the cached archive. It does not build.
func (s static) get(_ context.Context, w *workshop) (string, error) {
	file, _, err := w.cache.Open(s.id())
	if errors.Is(err, debian.ErrMissing) {
		err = fmt.Errorf("%s: %w", s.id(), errNotBuilt)
	}
	return file, err
}

// libc returns the name and version of the C library.
func (s static) libc(w *workshop) string {
	_, r, err := w.cache.Open(s.id())
	if err != nil {
		return ""
	}
	return strings.Join(r.Contents, ", ")
}

// lacks reports whether no link has the name, or it is the C program with libraries.
func (static) lacks(name string) bool {
	if path.Dir(name) == guestsFolder {
		return path.Base(name) == "dynamic"
	}
	return name != "busybox" && !slices.Contains(applets, name)
}

// buildStatics builds the root file systems that the cache lacks. It goes on after a
// failure.
func buildStatics(ctx context.Context, w *workshop) error {
	var missing []static
	for _, s := range statics() {
		if _, err := s.get(ctx, w); err != nil {
			missing = append(missing, s)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	dir, err := os.MkdirTemp(w.cache.Dir, "busybox-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := debian.NewApt(ctx, dir, w.mirror, kernelSource.suite, kernelSource.arch)
	if err != nil {
		return err
	}
	tree := filepath.Join(dir, "source")
	r, err := a.Source(ctx, "busybox", kernelSource.suite, tree)
	if err != nil {
		return err
	}
	var failures error
	for _, s := range missing {
		w.say("%s: building it from busybox %s", s.id(), r.Version)
		if err := s.make(ctx, w, tree, filepath.Join(dir, s.goarch), r); err != nil {
			failures = errors.Join(failures, fmt.Errorf("%s: %w", s.id(), err))
		}
	}
	return failures
}

// make builds busybox and the C program in a folder and stores the archive.
func (s static) make(ctx context.Context, w *workshop, tree, dir string, r debian.Record) error {
	root := filepath.Join(dir, "root")
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	if err := s.build(ctx, tree, dir); err != nil {
		return err
	}
	compiler := []string{s.compiler + "gcc"}
	if err := errors.Join(s.install(dir, root), compileC(ctx, root, compiler, staticC), finish(root)); err != nil {
		return err
	}
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	r.Contents = []string{version + ", static"}
	data, err := packFolder(ctx, root)
	if err != nil {
		return err
	}
	_, err = w.cache.Store(s.id(), data, r)
	return err
}

// build builds busybox in a folder.
func (s static) build(ctx context.Context, tree, dir string) error {
	if err := s.run(ctx, tree, dir, "defconfig"); err != nil {
		return err
	}
	path := filepath.Join(dir, ".config")
	config, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := string(config)
	for from, to := range busyboxOptions {
		if !strings.Contains(text, from+"\n") {
			return fmt.Errorf("%w: %s", errConfig, from)
		}
		text = strings.Replace(text, from+"\n", to+"\n", 1)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return err
	}
	return s.run(ctx, tree, dir, "busybox")
}

// run runs busybox's make with low priority.
func (s static) run(ctx context.Context, tree, dir, target string) error {
	args := []string{
		"-n", "10", "make", "--silent", "--directory=" + tree, "--jobs=" + strconv.Itoa(runtime.NumCPU()),
		"O=" + dir, "CROSS_COMPILE=" + s.compiler, target,
	}
	if out, err := exec.CommandContext(ctx, "nice", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("make %s: %w\n%s", target, err, complaint.Last(string(out), 20))
	}
	return nil
}

// install installs busybox and its links.
func (s static) install(dir, root string) error {
	program, err := os.ReadFile(filepath.Join(dir, "busybox"))
	if err != nil {
		return err
	}
	bin := filepath.Join(root, "bin")
	err = errors.Join(
		os.MkdirAll(filepath.Join(root, "etc"), 0o755),
		os.MkdirAll(bin, 0o755),
		os.WriteFile(filepath.Join(bin, "busybox"), program, 0o755),
	)
	for _, name := range applets {
		err = errors.Join(err, os.Symlink("busybox", filepath.Join(bin, name)))
	}
	return err
}

// version returns the name and version of the compiler's C library.
func (s static) version(ctx context.Context) (string, error) {
	cmd := exec.CommandContext(ctx, s.compiler+"gcc", "-E", "-P", "-")
	cmd.Stdin = strings.NewReader("#include <features.h>\n__GLIBC__ __GLIBC_MINOR__\n")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("gcc: %w%s", err, complaint.Of(err))
	}
	return "glibc " + strings.Join(strings.Fields(string(out)), "."), nil
}
