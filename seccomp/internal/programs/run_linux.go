package programs

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	// timeLimit ends a hanging program, unless its places have another limit. The slowest
	// program needs 2 seconds on an idle machine.
	timeLimit = 5 * time.Minute
	// pipeLimit limits the wait for the output of its remaining processes. They may have
	// to run first.
	pipeLimit = time.Minute
)

// run runs p under c in the folder dir. prefix is a command to start it, outside the
// filter.
func (p Program) run(ctx context.Context, places Places, dir string, c Confinement, prefix []string) (outcome, error) {
	args, err := confined(places.expand(p.command, dir), prefix)
	if err != nil {
		return outcome{}, err
	}
	return p.execute(ctx, places, dir, args, confineVariable+"="+c.String())
}

// execute makes the input of p in the folder dir and runs the command args, with an
// environment more.
func (p Program) execute(ctx context.Context, places Places, dir string, args []string, more ...string) (outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(places.Limit, timeLimit))
	defer cancel()
	r, err := p.prepare(ctx, places, dir, args)
	if err != nil {
		return outcome{}, err
	}
	r.cmd.Env = append(r.cmd.Env, more...)
	err = runGroup(r.cmd)
	return outcome{dir, r.stdout.String(), r.stderr.String(), r.cmd.ProcessState, ctx.Err() != nil}, err
}

// running is a command and its output.
type running struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
}

// prepare makes the input of p in the folder dir and returns the command args.
func (p Program) prepare(ctx context.Context, places Places, dir string, args []string) (*running, error) {
	for _, make := range p.given {
		if err := make(places, dir); err != nil {
			return nil, err
		}
	}
	r := &running{cmd: exec.CommandContext(ctx, args[0], args[1:]...)}
	r.cmd.Dir = dir
	r.cmd.Env = places.environment(dir)
	if p.stdin != "" {
		r.cmd.Stdin = strings.NewReader(p.stdin)
	}
	r.cmd.Stdout, r.cmd.Stderr = &r.stdout, &r.stderr
	return r, nil
}

// confined returns a command, started by prefix, for this program to execute command.
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

// runGroup runs cmd in a process group of its own, and kills the rest of the group at the
// end of cmd or of its time. It returns an error only if cmd did not run.
func runGroup(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = pipeLimit
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		return err
	}
	// The outcome holds the exit status. It is no error if no process is left to kill.
	_ = cmd.Wait()
	_ = cmd.Cancel()
	return nil
}
