package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// userland is a root file system with Debian's programs, and the C programs of the trials.
type userland struct {
	suite, arch string
	// gcc is the version of the compiler's own library there, target is clang's name of the
	// architecture.
	gcc, target string
}

// wanted lists the packages of the programs, and of the C compiler's libraries.
var wanted = []string{
	"acl", "base-files", "bash", "busybox-static", "coreutils", "curl", "dash", "findutils", "git", "gzip",
	"libc-bin", "libc6-dev", "perl-base", "procps", "python3", "redis-server", "sed", "sqlite3", "tar", "util-linux",
}

// pruned lists patterns of files that no program of the trials needs. Emulated machines are
// slow to unpack them: two thirds of the packages' bytes are here.
var pruned = []string{
	"boot", "usr/bin/git-shell", "usr/bin/perl5*", "usr/bin/redis-check-aof", "usr/bin/scalar", "usr/include", "usr/lib/*/*.a",
	"usr/lib/*/gconv", "usr/lib/*/lib[alhtu]*san.so.*", "usr/lib/*/libdb-5*", "usr/lib/*/libperl.so.*", "usr/lib/*/perl",
	"usr/lib/*/security", "usr/lib/gcc", "usr/lib/git-core", "usr/lib/linux", "usr/lib/python3/dist-packages",
	"usr/lib/python3.*/asyncio", "usr/lib/python3.*/distutils", "usr/lib/python3.*/ensurepip", "usr/lib/python3.*/idlelib",
	"usr/lib/python3.*/lib2to3", "usr/lib/python3.*/pydoc_data", "usr/lib/python3.*/test", "usr/lib/python3.*/tkinter",
	"usr/lib/python3.*/unittest", "usr/lib/python3.*/xml", "usr/lib/systemd", "usr/sbin/*",
	"usr/share/bash-completion", "usr/share/common-licenses", "usr/share/doc", "usr/share/info", "usr/share/locale",
	"usr/share/man", "usr/share/perl", "usr/share/zoneinfo", "var",
}

// settings lists the files that Debian's packages write when they are configured.
func settings() map[string]string {
	return map[string]string{
		"etc/group":         "root:x:0:\nnogroup:x:65534:\n",
		"etc/hosts":         "127.0.0.1 localhost\n",
		"etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
		"etc/passwd":        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n",
	}
}

// packages returns Debian's packages.
func (u userland) packages() debian.Userland {
	return debian.Userland{Suite: u.suite, Arch: u.arch, Packages: append(wanted[:len(wanted):len(wanted)], "libgcc-"+u.gcc+"-dev")}
}

// id returns the name in the cache. It depends on the contents.
func (u userland) id() string {
	text := fmt.Sprint(u.packages().Name(), pruned, pythonPackages, sources(userlandC))
	return "userland-" + u.suite + "-" + u.arch + "-" + debian.Sum([]byte(text))[:8] + ".cpio.zst"
}

// get returns the cached archive, in the format of an initramfs. It makes a missing one.
func (u userland) get(ctx context.Context, w *workshop) (string, error) {
	file, _, err := w.cache.Open(u.id())
	if !errors.Is(err, debian.ErrMissing) {
		return file, err
	}
	w.say("%s: fetching it", u.id())
	dir, err := os.MkdirTemp(w.cache.Dir, "userland-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	data, r, err := u.make(ctx, w, dir)
	if err != nil {
		return "", fmt.Errorf("fetching %s: %w", u.id(), err)
	}
	return w.cache.Store(u.id(), data, r)
}

// libc returns the name and version of the C library.
func (u userland) libc(w *workshop) string {
	_, r, err := w.cache.Open(u.id())
	if err != nil {
		return ""
	}
	for _, content := range r.Contents {
		name, version, _ := strings.Cut(content, " ")
		if name == "libc6" || name == "libc6.1" {
			return "glibc " + version
		}
	}
	return ""
}

// make makes the archive in a folder.
func (u userland) make(ctx context.Context, w *workshop, dir string) ([]byte, debian.Record, error) {
	files, r, err := u.packages().Fetch(ctx, w.cache, w.mirror)
	if err != nil {
		return nil, r, err
	}
	tar, root := filepath.Join(dir, "packages.tar"), filepath.Join(dir, "root")
	if err := errors.Join(os.WriteFile(tar, files, 0o644), os.Mkdir(root, 0o755)); err != nil {
		return nil, r, err
	}
	err = errors.Join(debian.Unpack(ctx, tar, root), u.compile(ctx, root), finish(root))
	if err == nil {
		err = u.compilePython(ctx, w, root, filepath.Join(dir, "python"))
	}
	if err != nil {
		return nil, r, err
	}
	data, err := packFolder(ctx, root)
	return data, r, err
}

// finish removes pruned files and writes the settings and the folders for mounts.
func finish(root string) error {
	for _, pattern := range pruned {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		for _, path := range paths {
			err = errors.Join(err, os.RemoveAll(path))
		}
		if err != nil {
			return err
		}
	}
	for name, text := range settings() {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return os.MkdirAll(filepath.Join(root, "root"), 0o700)
}

// compile compiles the C programs of the trials against the libraries of a root folder, as
// the folder c of the guests.
func (u userland) compile(ctx context.Context, root string) error {
	clang := []string{"clang-19", "--target=" + u.target, "--sysroot=" + root, "-fuse-ld=lld"}
	return compileC(ctx, root, clang, userlandC)
}

// packFolder returns the folder as a compressed archive.
func packFolder(ctx context.Context, root string) ([]byte, error) {
	nodes, err := nodesOf(root)
	if err != nil {
		return nil, err
	}
	return pack(ctx, archive(nodes))
}

// pack compresses an archive.
func pack(ctx context.Context, data []byte) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "zstd", "--compress", "--stdout", "--quiet", "-3")
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("zstd: %w%s", err, complaint.Of(err))
	}
	return out, nil
}

// unpackFolder returns the archive of a compressed one.
func unpackFolder(ctx context.Context, path string) ([]byte, error) {
	out, err := exec.CommandContext(ctx, "zstd", "--decompress", "--stdout", "--quiet", path).Output()
	if err != nil {
		return nil, fmt.Errorf("zstd: %w%s", err, complaint.Of(err))
	}
	return out, nil
}
