package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/expect"
)

func TestBoot(t *testing.T) {
	if console, err := boot(t.Context(), "echo", []string{"hello"}, bootLimit); err != nil || string(console) != "hello\n" {
		t.Errorf("the console is %q, %v", console, err)
	}
	if _, err := boot(t.Context(), "no-such-emulator", nil, bootLimit); !errors.Is(err, exec.ErrNotFound) || !strings.Contains(err.Error(), "packages") {
		t.Errorf("no emulator: %v", err)
	}
	if _, err := boot(t.Context(), "sh", []string{"-c", "echo it broke >&2; exit 3"}, bootLimit); err == nil || !strings.Contains(err.Error(), "it broke") {
		t.Errorf("one that fails: %v", err)
	}
}

// TestBootLimit checks that the limit ends a machine that hangs.
func TestBootLimit(t *testing.T) {
	if _, err := boot(t.Context(), "sleep", []string{"infinity"}, time.Millisecond); !errors.Is(err, errLimit) {
		t.Errorf("a machine that hangs: %v, want %v", err, errLimit)
	}
}

// TestBootEnded ends a machine after its first output, at any time, and expects the
// output.
func TestBootEnded(t *testing.T) {
	ctx, end := context.WithCancelCause(t.Context())
	printed := filepath.Join(t.TempDir(), "printed")
	if err := unix.Mkfifo(printed, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() {
		// A FIFO is open when it has a writer too.
		_, err := os.ReadFile(printed)
		end(cmp.Or(err, error(errLimit)))
	}()
	console, err := boot(ctx, "sh", []string{"-c", `echo hello; : >"$0"; exec sleep infinity`, printed}, bootLimit)
	if !errors.Is(err, errLimit) || string(console) != "hello\n" {
		t.Errorf("the console is %q, %v; want %v", console, err, errLimit)
	}
}

// TestBootStillborn boots a machine with a broken first boot.
func TestBootStillborn(t *testing.T) {
	booted := filepath.Join(t.TempDir(), "booted")
	script := "if [ -e " + booted + " ]; then echo 'guest: kernel 1'; else touch " + booted + "; echo '" + stillborn + "'; fi"
	if console, err := boot(t.Context(), "sh", []string{"-c", script}, bootLimit); err != nil || expect.Release(console) != "1" {
		t.Errorf("the console is %q, %v", console, err)
	}
	if console, err := boot(t.Context(), "echo", []string{stillborn}, bootLimit); err != nil || expect.Release(console) != "" {
		t.Errorf("one that is always broken: %q, %v", console, err)
	}
}
