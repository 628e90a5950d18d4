package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// openTerminal returns both ends of a pseudo-terminal.
func openTerminal(t *testing.T) (control, terminal *os.File) {
	t.Helper()
	control, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { control.Close() })
	if err := unix.IoctlSetPointerInt(int(control.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(control.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return control, terminal
}

// TestAnalyzeProgress checks that analyze prints its progress on a terminal.
func TestAnalyzeProgress(t *testing.T) {
	control, terminal := openTerminal(t)
	if status := run([]string{"analyze", "-arch", "386,amd64", "./missing"}, io.Discard, terminal); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	line, err := bufio.NewReader(control).ReadString('\n')
	if want := "analyzing ./missing for 386 (1 of 2)"; err != nil || strings.TrimSpace(line) != want {
		t.Errorf("printed %q (%v), want %q", line, err, want)
	}
}
