package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/kernel"
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

// TestBootLimit checks that a machine that hangs is ended and that what it printed
// is not lost.
func TestBootLimit(t *testing.T) {
	console, err := boot(t.Context(), "sh", []string{"-c", "echo hello; exec sleep 60"}, 200*time.Millisecond)
	if !errors.Is(err, errLimit) || string(console) != "hello\n" {
		t.Errorf("the console is %q, %v; want %v", console, err, errLimit)
	}
}

// TestBootStillborn has a machine that is broken when it is booted first.
func TestBootStillborn(t *testing.T) {
	booted := filepath.Join(t.TempDir(), "booted")
	script := "if [ -e " + booted + " ]; then echo 'guest: kernel 1'; else touch " + booted + "; echo '" + stillborn + "'; fi"
	if console, err := boot(t.Context(), "sh", []string{"-c", script}, bootLimit); err != nil || kernel.Release(console) != "1" {
		t.Errorf("the console is %q, %v", console, err)
	}
	if console, err := boot(t.Context(), "echo", []string{stillborn}, bootLimit); err != nil || kernel.Release(console) != "" {
		t.Errorf("one that is always broken: %q, %v", console, err)
	}
}
