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

// childLimit ends a child that hangs. It exceeds the time of every child by far, even on a
// busy emulated machine.
const childLimit = 5 * time.Minute

// stillborn is the message of Go's runtime if the machine fails before main. The emulator
// for loong64 loses the result of a floating-point comparison in about one of 300
// programs, and the runtime starts with such a comparison.
const stillborn = "panic before malloc heap initialized"

// runGuest runs the guest at path in a mode and returns its output. A stillborn guest has
// measured nothing: it gets two more attempts.
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

// child runs this guest in a mode and reports the lines of its output.
func (r *reporter) child(args ...string) {
	out, err := runGuest("/proc/self/exe", args...)
	for line := range strings.Lines(string(out)) {
		r.finding("%s", strings.TrimSpace(line))
	}
	if err != nil {
		r.finding("failed %s: %s: %q", strings.Join(args, " "), outcome(err), complaint(err))
	}
}

// outcome returns a word for the end of a child process, from the error of Output.
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

// complaint returns the standard error of a failed child process.
func complaint(err error) string {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ""
	}
	return strings.TrimSpace(string(exit.Stderr))
}
