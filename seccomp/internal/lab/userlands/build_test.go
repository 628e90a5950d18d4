//go:build linux && amd64

package userlands

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

// builder builds Go programs, once per architecture and release.
type builder struct {
	dir string
	mu  sync.Mutex
	// built holds the folder of the programs for each build.
	built map[build]func() (string, error)
}

// build is a set of Go programs.
type build struct {
	goarch string
	// release is a release of Go, as in GOTOOLCHAIN.
	release string
	// packages holds patterns, separated by spaces.
	packages string
}

func newBuilder(t *testing.T) *builder {
	return &builder{dir: t.TempDir(), built: map[build]func() (string, error){}}
}

// get returns the folder with the programs of a build.
func (b *builder) get(t *testing.T, what build) string {
	t.Helper()
	b.mu.Lock()
	make, ok := b.built[what]
	if !ok {
		make = sync.OnceValues(func() (string, error) { return what.make(t, b.dir) })
		b.built[what] = make
	}
	b.mu.Unlock()
	dir, err := make()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// make builds static programs into a new folder in dir.
func (what build) make(t *testing.T, dir string) (string, error) {
	dir, err := os.MkdirTemp(dir, "")
	if err != nil {
		return "", err
	}
	args := append([]string{"build", "-ldflags=-w", "-o", dir + "/"}, strings.Fields(what.packages)...)
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOARCH="+what.goarch, "GOTOOLCHAIN="+what.release)
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	return dir, cmd.Run()
}

// install copies the runner, testdata and all compiled programs into a root.
func (s system) install(t *testing.T, b *builder, root string) {
	t.Helper()
	copyFolder(t, b.get(t, build{s.goarch, runtime.Version(), "../runner"}), root)
	if err := os.CopyFS(root, programs.Testdata); err != nil {
		t.Fatal(err)
	}
	for _, release := range s.releases {
		copyFolder(t, b.get(t, build{s.goarch, release, mains(t)}), filepath.Join(root, "guests", release))
	}
	if err := os.MkdirAll(filepath.Join(root, "guests/c"), 0o755); err != nil {
		t.Fatal(err)
	}
	s.compile(t, root)
	if s.busybox != nil {
		s.installBusybox(t, root)
	}
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// mains returns the folders of the Go programs of testdata, separated by spaces.
func mains(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../../programs/testdata/*/main.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for i, file := range files {
		files[i] = filepath.Dir(file)
	}
	return strings.Join(files, " ")
}

// compile compiles the C programs of testdata with the C library of a root. This machine's
// gcc needs no headers there for a dynamic program.
func (s system) compile(t *testing.T, root string) {
	t.Helper()
	if s.cc == "" {
		libc := filepath.Join(root, "usr/lib/x86_64-linux-gnu/libc.so.6")
		compileC(t, root, "write.c", "dynamic", "gcc", "-nodefaultlibs", "-Wl,--no-as-needed,"+libc, "-Wl,--allow-shlib-undefined")
		return
	}
	compileC(t, "/", "write.c", "dynamic", "chroot", root, s.cc)
	compileC(t, "/", "write.c", "static", "chroot", root, s.cc, "-static")
	compileC(t, "/", "threads.c", "threads", "chroot", root, s.cc, "-pthread")
}

// compileC compiles a C program with a command. root is the root in the command's view.
func compileC(t *testing.T, root, source, name string, command ...string) {
	t.Helper()
	args := append(command[1:], "-o", filepath.Join(root, "guests/c", name), filepath.Join(root, "testdata", source))
	if out, err := exec.Command(command[0], args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
}
