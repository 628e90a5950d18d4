package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// doors returns the attacker, testdata/doors.c.
var doors = sync.OnceValues(func() (string, error) {
	command, err := built()
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.Dir(command), "doors")
	out, err := exec.Command("gcc", "-O1", "-Wall", "-Werror", "-static", "-o", path, "testdata/doors.c").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("gcc: %w\n%s", err, out)
	}
	return path, nil
})

// user is a user of the machine.
type user struct {
	name string
	id   uint32
}

var (
	nobody = user{"nobody", 65534}
	root   = user{"root", 0}
)

// as lets c run as u. Without root, the test's own user stands for nobody, and tests of
// root cannot run.
func (u user) as(t *testing.T, c *exec.Cmd) {
	t.Helper()
	switch {
	case os.Getuid() == 0:
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: u.id, Gid: u.id}}
	case u != root:
	// In CI it is a failure.
	case os.Getenv("CI") == "":
		t.Skip("needs root")
	default:
		t.Fatal("needs root")
	}
}

// attack runs doors with args under the command, as u. Flags may follow the profile.
func attack(t *testing.T, u user, profile string, args ...string) (result, syscall.WaitStatus) {
	t.Helper()
	path, err := doors()
	if err != nil {
		t.Fatal(err)
	}
	flags := append([]string{"-profile"}, strings.Fields(profile)...)
	c := prepare(t, append(append(flags, "-block", "mount", "-on-violation", "errno:EXDEV", path), args...)...)
	u.as(t, c)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(in, c.Process.Pid)
	var exit *exec.ExitError
	if err := c.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}, c.ProcessState.Sys().(syscall.WaitStatus)
}

// attacked lists profiles, each with more doors than the one before.
var attacked = []string{"essential", "network", "allow-all"}

// Every door to the supervisor is shut for another program of its user.
func TestDoorsAreShut(t *testing.T) {
	for _, profile := range attacked {
		if got, _ := attack(t, nobody, profile, "try"); got != (result{0, "", ""}) {
			t.Errorf("%s: %+v", profile, got)
		}
	}
}

// Root has CAP_SYS_PTRACE, and every door is open: the attacks work. The supervisor
// survives them.
func TestDoorsOpenForRoot(t *testing.T) {
	for profile, door := range map[string]string{"essential": "mem", "network": "mem", "allow-all": "PTRACE_SEIZE"} {
		got, _ := attack(t, root, profile, "try")
		if got.code != 0 || got.stderr != "" || !strings.Contains(got.stdout, "open: "+door+"\n") {
			t.Errorf("%s: %+v", profile, got)
		}
	}
}

// Stopping or killing the supervisor does not lift the filter. The program dies with
// its supervisor, and its children go on under the filter.
func TestSignaledSupervisor(t *testing.T) {
	for _, u := range []user{nobody, root} {
		for _, profile := range attacked {
			t.Run(u.name+"/"+profile, func(t *testing.T) {
				if got, _ := attack(t, u, profile, "stop"); got != (result{0, "program: refused\n", ""}) {
					t.Errorf("stopped: %+v", got)
				}
				// The profile essential has neither kill nor fork.
				if got, _ := attack(t, u, profile, "kill"); profile == "essential" && got != (result{0, "program: refused\n", ""}) {
					t.Errorf("killed: %+v", got)
				} else if sorted := sortedLines(got.stdout); profile != "essential" && (got.code != -1 || sorted != "child: refused\ndaemon: refused\n") {
					t.Errorf("killed: %+v", got)
				}
			})
		}
	}
}

// With -report the doors are shut too.
func TestDoorsOfReport(t *testing.T) {
	const none = ": no syscall was refused\n"
	if got, _ := attack(t, nobody, "allow-all -report=allow", "try"); got.code != 0 || got.stdout != "" || !strings.HasSuffix(got.stderr, none) {
		t.Errorf("%+v", got)
	}
	// Without a listener the kernel fails the syscalls of processes that go on.
	got, _ := attack(t, nobody, "network -report", "kill")
	if sorted := sortedLines(got.stdout); got.code != -1 || sorted != "child: not refused\ndaemon: not refused\n" {
		t.Errorf("killed: %+v", got)
	}
}

// sortedLines returns text with its lines in order.
func sortedLines(text string) string {
	lines := slices.Sorted(strings.Lines(text))
	return strings.Join(lines, "")
}
