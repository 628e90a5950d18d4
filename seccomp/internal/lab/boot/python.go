package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// pythonPackages lists the packages of a python3 for this machine.
var pythonPackages = []string{"base-files", "python3"}

// compilePython compiles the modules of python3 in a root folder, as Debian's packages do
// when they are configured: an emulated machine needs half a minute. Compiled modules are
// the same for all architectures. The compiler is the suite's python3 for amd64, unpacked
// into the new folder dir.
func (u userland) compilePython(ctx context.Context, w *workshop, root, dir string) error {
	tar, _, err := debian.Userland{Suite: u.suite, Arch: "amd64", Packages: pythonPackages}.Get(ctx, w.cache, w.mirror, w.log)
	if err != nil {
		return err
	}
	if err := errors.Join(os.Mkdir(dir, 0o755), debian.Unpack(ctx, tar, dir)); err != nil {
		return err
	}
	modules, err := filepath.Glob(filepath.Join(root, "usr/lib/python3.*"))
	if err == nil && len(modules) == 0 {
		err = fmt.Errorf("%w with modules of python3", debian.ErrNoPackage)
	}
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "usr/lib64/ld-linux-x86-64.so.2"), slices.Concat([]string{
		"--library-path", filepath.Join(dir, "usr/lib/x86_64-linux-gnu"), filepath.Join(dir, "usr/bin/python3"),
		"-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-s", root, "-p", "/",
	}, modules)...)
	cmd.Env = []string{"PYTHONHOME=" + filepath.Join(dir, "usr")}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("python3: %w\n%s", err, complaint.Last(string(out), 10))
	}
	return nil
}
