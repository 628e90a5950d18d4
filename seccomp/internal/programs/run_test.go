//go:build linux && amd64

package programs_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// timeLimit ends a program that hangs. The slowest needs 2 seconds on an idle
	// machine.
	timeLimit = 5 * time.Minute
	// pipeLimit is how long to wait for the output of what it leaves behind, which
	// may have to run first.
	pipeLimit = time.Minute
)

// run runs p under c in a folder of its own. A prefix is a command that starts it,
// from outside the filter.
func (p program) run(t *testing.T, places places, c confinement, prefix ...string) outcome {
	t.Helper()
	dir := places.newDir(t)
	for _, make := range p.given {
		if err := make(places, dir); err != nil {
			t.Fatal(err)
		}
	}
	args, err := confined(places.expand(p.command, dir), prefix)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), timeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(places.environment(dir), confineVariable+"="+c.String())
	if p.stdin != "" {
		cmd.Stdin = strings.NewReader(p.stdin)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := runGroup(cmd); err != nil {
		t.Fatal(err)
	}
	return outcome{dir, stdout.String(), stderr.String(), cmd.ProcessState, ctx.Err() != nil}
}

// confined returns the command that makes the test binary execute command, and is
// started by prefix.
func confined(command, prefix []string) ([]string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return nil, err
	}
	return slices.Concat(prefix, []string{self, path}, command[1:]), nil
}

// runGroup runs cmd in a process group of its own, and kills what is left of the
// group when cmd has ended or its time is over. It returns an error only if cmd
// did not run.
func runGroup(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = pipeLimit
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		return err
	}
	// The outcome says how it ended. That nothing is left to kill is no error.
	_ = cmd.Wait()
	_ = cmd.Cancel()
	return nil
}
