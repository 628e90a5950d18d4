package main

import (
	"fmt"
	"io"

	"golang.org/x/sys/unix"
)

// supervise runs the program at path until it ends, and returns its exit code.
func supervise(c *command, path string, args []string, proc string, stderr io.Writer) int {
	program, err := start(path, args[1:], proc)
	if err != nil {
		report(stderr, fmt.Errorf("cannot start a process: %w", err))
		return exitFailed
	}
	signals := watch(program)
	tracer := newTracer(&c.filter, program.Pid, proc)
	if err := conceal(); err != nil {
		report(stderr, unconfined(err))
		return exitFailed
	}
	// Without a tracer the program runs too.
	tracer.attached = attach(program.Pid) == nil
	if err := confine(); err != nil {
		report(stderr, unconfined(err))
		return exitFailed
	}
	if err := release(); err != nil {
		report(stderr, fmt.Errorf("cannot run the program: %w", err))
		return exitFailed
	}
	failed := make(chan []byte, 1)
	go func() {
		failed <- failure()
		close(signals.started)
	}()
	status, err := wait(tracer, signals.stops)
	if err != nil {
		report(stderr, fmt.Errorf("wait4: %w", err))
		return exitFailed
	}
	if message := <-failed; len(message) > 0 {
		report(stderr, fmt.Errorf("%s: %s", quoted(c.argv[0]), message[1:]))
		return int(message[0])
	}
	if why := tracer.why(status); why != "" {
		report(stderr, fmt.Errorf("%s: %s", quoted(c.argv[0]), why))
	}
	return exitCode(status)
}

// unconfined returns the error for a supervisor without protection. The program does not run:
// it could leave its filter through the supervisor.
func unconfined(err error) error {
	return fmt.Errorf("cannot protect the supervisor: %w; -no-supervisor runs the program without one", err)
}

// wait waits for the end of the program and returns its status. It sends true to stops when a
// signal stops the program, false when the program continues.
func wait(t *tracer, stops chan<- bool) (unix.WaitStatus, error) {
	for {
		var status unix.WaitStatus
		tid, err := unix.Wait4(-1, &status, unix.WALL|unix.WUNTRACED|unix.WCONTINUED, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 0, err
		case tid == t.pid && (status.Exited() || status.Signaled()):
			return status, nil
		case status.Stopped():
			if stopped, changed := t.stopped(tid, status); changed {
				stops <- stopped
			}
		case tid == t.pid && status.Continued():
			stops <- false
		}
	}
}

// exitCode returns the exit code of a shell for status.
func exitCode(status unix.WaitStatus) int {
	if status.Signaled() {
		return exitSignal + int(status.Signal())
	}
	return status.ExitStatus()
}
