//go:build linux && amd64

package userlands

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

var systems = flag.String("systems", "", "run the programs of `LIST`: few, all, or names of systems, separated by commas")

// TestUserlands runs every trial in the chosen systems, and prints a table.
func TestUserlands(t *testing.T) {
	if *systems == "" {
		t.Skip("fetches packages: run make test-userlands or make test-libc")
	}
	list, unknown := chosen(*systems)
	if len(unknown) > 0 {
		t.Fatalf("unknown systems %q", unknown)
	}
	mustBePossible(t)
	b := newBuilder(t)
	tried := make([]tried, len(list))
	t.Run("systems", func(t *testing.T) {
		for i, s := range list {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				tried[i] = s.run(t, b)
				s.check(t, tried[i])
			})
		}
	})
	t.Log(report(tried))
}

// mustBePossible skips the test without root or a mirror. With CI set it fails instead.
func mustBePossible(t *testing.T) {
	t.Helper()
	_, err := debian.SystemMirror(t.Context())
	if os.Geteuid() != 0 {
		err = errors.Join(err, errors.New("changing the root needs root"))
	}
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
}

// tried is the result of the trials in a system.
type tried struct {
	system, libc string
	results      []programs.Result
}

// run fetches a system and runs the trials there.
func (s system) run(t *testing.T, b *builder) tried {
	archive, record := s.fetch(t)
	root := t.TempDir()
	if err := debian.Unpack(t.Context(), archive, root); err != nil {
		t.Fatal(err)
	}
	makeDevices(t, root)
	s.install(t, b, root)
	return tried{s.name, libc(record), s.trials(t, root)}
}

// cache returns the cache of this package.
func cache(t *testing.T) debian.Cache {
	t.Helper()
	dir, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "sandbox-seccomp", "userlands")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return debian.Cache{Dir: dir}
}

// fetch returns the archive of a system in the cache, and its record.
func (s system) fetch(t *testing.T) (string, debian.Record) {
	t.Helper()
	archive, record, err := s.Get(t.Context(), cache(t), "", t.Output())
	if err != nil {
		t.Fatal(err)
	}
	return archive, record
}

// libc returns the names and the versions of the C libraries in a userland.
func libc(r debian.Record) string {
	var found []string
	for _, p := range r.Contents {
		if strings.HasPrefix(p, "libc6 ") || strings.HasPrefix(p, "musl ") {
			found = append(found, p)
		}
	}
	return strings.Join(found, ", ")
}

// trials runs the runner with another root, in namespaces of its own. They end with it,
// and with them its processes and mounts.
func (s system) trials(t *testing.T, root string) []programs.Result {
	t.Helper()
	// The shell stays the first process: as such, the runner would prepare a machine.
	const script = `mount -t proc proc "$0/proc"; chroot "$0" /runner -run "$1" || exit; exit 0`
	cmd := exec.CommandContext(t.Context(), "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script, root, s.chosen)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}
	// The signal comes with the end of the thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("the runner: %v", err)
	}
	results, err := programs.ReadResults(out)
	if err != nil {
		t.Error(err)
	}
	return results
}

// check expects trials, all without a problem. The programs in the packages must not be
// missing.
func (s system) check(t *testing.T, got tried) {
	t.Helper()
	count := 0
	for _, r := range got.results {
		for _, name := range r.Missing {
			if slices.Contains(s.has, name) {
				t.Errorf("%s: missing %s", r.Program, name)
			}
		}
		if len(r.Missing) == 0 {
			count++
		}
		if r.Problem != "" {
			t.Errorf("%s %s: %s\n%s", r.Build, r.Program, r.Under, r.Problem)
		}
	}
	if count < len(s.has) {
		t.Errorf("%d trials", count)
	}
}
