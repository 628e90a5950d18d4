package main

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/sys/unix"

	profiles "github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/supervisor"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// supervise runs the program at path until it ends, and returns its exit code.
func supervise(c *command, path string, args []string, proc string, stderr io.Writer) int {
	s := &supervisor{command: c, stderr: stderr}
	program, err := start(path, args[1:], proc)
	if err != nil {
		return s.failed(fmt.Errorf("cannot start a process: %w", err))
	}
	if err := toChild.sendProfile(c.policy); err != nil {
		return s.failed(fmt.Errorf("cannot run the program: %w", err))
	}
	signals := watch(program)
	judge, err := newJudge(c)
	if err != nil {
		return s.failed(err)
	}
	if err := conceal(); err != nil {
		return s.failed(unconfined(err))
	}
	s.tracer = newTracer(judge, program.Pid, proc, stderr)
	begin := orderRun
	if c.report != reportNothing {
		var message []byte
		if begin, message, err = s.observe(proc); err != nil {
			return s.failed(err)
		}
		if message != nil {
			return s.notExecuted(message)
		}
	} else {
		// Without a tracer the program runs too.
		s.tracer.attach()
	}
	if err := confine(s.needs()); err != nil {
		return s.failed(unconfined(err))
	}
	if err := toChild.order(begin); err != nil {
		return s.failed(fmt.Errorf("cannot run the program: %w", err))
	}
	failed := make(chan []byte, 1)
	go func() {
		failed <- failure()
		close(signals.started)
	}()
	status, err := wait(s.tracer, signals.stops)
	if err != nil {
		return s.failed(fmt.Errorf("wait4: %w", err))
	}
	if message := <-failed; len(message) > 0 {
		return s.notExecuted(message)
	}
	s.conclude(status)
	return exitCode(status)
}

// supervisor is the parent of the program.
type supervisor struct {
	*command
	stderr io.Writer
	tracer *tracer
	// refusals is nil without -report.
	refusals *refusals
	// listens is true if the refused syscalls come by a listener.
	listens bool
}

// failed reports an error of the supervisor.
func (s *supervisor) failed(err error) int {
	report(s.stderr, err)
	return exitFailed
}

// notExecuted reports the message of a child that did not become the program.
func (s *supervisor) notExecuted(message []byte) int {
	report(s.stderr, fmt.Errorf("%s: %s", quoted(s.argv[0]), message[1:]))
	return int(message[0])
}

// observe prepares -report, by a listener or by tracing each syscall. It returns the order
// to begin, or the message of a child that failed.
func (s *supervisor) observe(proc string) (begin order, message []byte, err error) {
	s.refusals = newRefusals(s.tracer.judge, s.report == reportMaking, proc)
	l, message, err := listener(s.tracer.pid)
	if err != nil || message != nil {
		return 0, message, err
	}
	if l != nil {
		s.listens = true
		s.tracer.family = false
		s.tracer.attach()
		go (&answerer{refusals: s.refusals, listener: l}).answer()
		return orderProceed, nil, nil
	}
	s.tracer.report = s.refusals
	if s.tracer.attach(); !s.tracer.attached {
		return 0, nil, errors.New("-report: the kernel offers no listener, and no permission for ptrace(2)")
	}
	return orderTraced, nil, nil
}

// needs returns the profile of the supervisor's own filter.
func (s *supervisor) needs() tables.Profile {
	switch {
	case s.listens:
		return profiles.Listener()
	case s.refusals != nil:
		return profiles.Tracer()
	}
	return profiles.Supervisor()
}

// conclude prints what there is to know after the end of the program.
func (s *supervisor) conclude(status unix.WaitStatus) {
	if why := s.tracer.why(status); why != "" {
		report(s.stderr, fmt.Errorf("%s: %s", quoted(s.argv[0]), why))
	}
	if s.refusals != nil {
		report(s.stderr, fmt.Errorf("%s: %s", quoted(s.argv[0]), s.refusals))
	}
}

// unconfined returns the error for a supervisor without protection. The program does not run:
// it could leave its filter through the supervisor.
func unconfined(err error) error {
	return fmt.Errorf("cannot protect the supervisor: %w; -no-supervisor runs the program without one", err)
}

// wait waits for the end of the program and returns its status. It sends true to stops when a
// signal stops the program, false when the program continues.
func wait(t *tracer, stops chan<- bool) (unix.WaitStatus, error) {
	options := unix.WALL
	if !t.attached {
		// A tracer would take these from the parents of traced processes.
		options |= unix.WUNTRACED | unix.WCONTINUED
	}
	for {
		var status unix.WaitStatus
		tid, err := unix.Wait4(-1, &status, options, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 0, err
		case tid == t.pid && (status.Exited() || status.Signaled()):
			return status, nil
		case status.Exited() || status.Signaled():
			t.ends(tid)
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
