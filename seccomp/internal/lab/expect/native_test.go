//go:build linux && amd64

package expect

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/toolchain"
)

// overlay generates the profiles of the guests, once for all tests.
var overlay = sync.OnceValues(func() (string, error) { return toolchain.Overlay(scratch) })

// guest builds the guest of an architecture, once for all tests.
var guest = perArch(func(goarch string) (string, error) {
	profiles, err := overlay()
	if err != nil {
		return "", err
	}
	path := filepath.Join(scratch, "guest-"+goarch)
	return path, toolchain.Guest(goarch, path, profiles)
})

// scratch is a folder for all tests.
var scratch string

func TestMain(m *testing.M) {
	os.Exit(withScratch(m.Run))
}

// withScratch runs tests with a scratch folder and returns their exit code.
func withScratch(run func() int) int {
	var err error
	if scratch, err = os.MkdirTemp("", "expect-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(scratch)
	return run()
}

// randomFilters is the number of filters with random changes in a test.
const randomFilters = 24

// natives returns the architectures of this machine's kernel, each with its foreign one.
func natives() []native {
	return []native{{"amd64", "386"}, {"386", "amd64"}}
}

type native struct{ goarch, foreign string }

// TestNative measures on the running kernel.
func TestNative(t *testing.T) {
	o := readOracle(t)
	for _, n := range natives() {
		t.Run(n.goarch, func(t *testing.T) {
			r := Run{
				GOARCH:   n.goarch,
				Filters:  append(Profiles(o, n.goarch), Random(o, n.goarch, 1, randomFilters)...),
				Syscalls: append(syscallsOf(t, n.goarch), companionSyscallsOf(t, n.goarch)...),
				Foreign:  true,
			}
			check(t, o, r, measured(t, command(t, r, n.foreign)))
		})
	}
}

// TestInit measures as the first process of a PID namespace. It has no /proc yet, and
// restarts the machine at the end.
func TestInit(t *testing.T) {
	// CI runs as root.
	if os.Getuid() != 0 && os.Getenv("CI") == "" {
		t.Skip("a PID namespace needs root")
	}
	o := readOracle(t)
	for _, n := range natives() {
		t.Run(n.goarch, func(t *testing.T) {
			r := Run{GOARCH: n.goarch, Filters: Profiles(o, n.goarch), Foreign: true}
			cmd := command(t, r, n.foreign)
			cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID, Unshareflags: syscall.CLONE_NEWNS}
			out, err := output(cmd)
			var exit *exec.ExitError
			// A restart in a PID namespace sends SIGHUP to its first process.
			if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGHUP {
				t.Errorf("the guest ended with %v, must be a restart", err)
			}
			check(t, o, r, out)
		})
	}
}

// command returns the command that measures r, with a guest for each architecture.
func command(t *testing.T, r Run, foreign string) *exec.Cmd {
	t.Helper()
	own, err := guest(r.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	other, err := guest(foreign)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	filters, calls := filepath.Join(dir, "filters"), filepath.Join(dir, "calls")
	err = errors.Join(os.WriteFile(filters, r.FiltersFile(), 0o600), os.WriteFile(calls, r.SyscallsFile(), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(own, "-filters", filters, "-calls", calls, "-foreign", other)
}

// measured runs a guest that must succeed and returns its output.
func measured(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	out, err := output(cmd)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return out
}

// output returns the output of a guest, with its standard error.
func output(cmd *exec.Cmd) ([]byte, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.Bytes(), err
}

// check checks output, in which every number of every filter must have been tried.
func check(t *testing.T, o *oracle.Oracle, r Run, output []byte) {
	t.Helper()
	compared, problems := r.Check(o, output)
	if len(problems) > 0 {
		t.Errorf("%s:\n%s", r.GOARCH, strings.Join(problems, "\n"))
	}
	all := Compared{Verdicts: len(r.Filters) * (len(numbers(r.GOARCH)) - len(skipped(o, r.GOARCH)))}
	for _, c := range r.Syscalls {
		if c.Program == "" {
			all.Syscalls++
		} else {
			all.Companion++
		}
	}
	if compared != all {
		t.Errorf("compared %+v, must be %+v", compared, all)
	}
	t.Logf("%s: %d filters, compared: %+v", r.GOARCH, len(r.Filters), compared)
}
