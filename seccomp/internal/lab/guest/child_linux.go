package main

import (
	"context"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// childLimit ends a child that hangs. It is far more than any takes, on an emulated
// machine and a busy one too.
const childLimit = 5 * time.Minute

// stillborn is what Go's runtime says when it finds the machine broken before any
// code but its own has run. Loong64's emulator loses the result of a floating-point
// comparison in about one of 300 programs, and the runtime starts with one.
const stillborn = "panic before malloc heap initialized"

// runGuest runs the guest at path in a mode and returns what it prints. One that is
// stillborn has measured nothing and is run again, a few times.
func runGuest(path string, args ...string) ([]byte, error) {
	for attempts := 3; ; attempts-- {
		out, err := runOnce(path, args...)
		if attempts == 1 || !strings.Contains(complaint(err), stillborn) {
			return out, err
		}
	}
}

func runOnce(path string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), childLimit)
	defer cancel()
	return exec.CommandContext(ctx, path, args...).Output()
}

// child runs this guest in a mode and reports the lines that it prints.
func (r *reporter) child(args ...string) {
	out, err := runGuest("/proc/self/exe", args...)
	for line := range strings.Lines(string(out)) {
		r.finding("%s", strings.TrimSpace(line))
	}
	if err != nil {
		r.finding("failed %s: %s: %q", strings.Join(args, " "), outcome(err), complaint(err))
	}
}

// outcome says how a child process ended, given the error of running it.
func outcome(err error) string {
	if err == nil {
		return "exit-0"
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err.Error()
	}
	if status := exit.Sys().(syscall.WaitStatus); status.Signaled() {
		return unix.SignalName(status.Signal())
	}
	return "exit-" + strconv.Itoa(exit.ExitCode())
}

// complaint returns what a child process that failed wrote to standard error.
func complaint(err error) string {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ""
	}
	return strings.TrimSpace(string(exit.Stderr))
}
