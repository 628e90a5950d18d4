package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/expect"
)

// bootLimit ends a machine that hangs. It is many times the duration of a working one, and
// longer than the guest's limit for a child.
const bootLimit = 15 * time.Minute

// stillborn is the message of Go's runtime on a machine that fails before main, as the
// emulator of loong64 sometimes does; see the guest.
const stillborn = "panic before malloc heap initialized"

// boot runs an emulator to its end and returns the output of the serial port. If the first
// process is stillborn, it boots once more.
func boot(ctx context.Context, emulator string, args []string, limit time.Duration) ([]byte, error) {
	console, err := bootOnce(ctx, emulator, args, limit)
	if expect.Release(console) == "" && bytes.Contains(console, []byte(stillborn)) {
		return bootOnce(ctx, emulator, args, limit)
	}
	return console, err
}

func bootOnce(ctx context.Context, emulator string, args []string, limit time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, emulator, args...)
	var console, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &console, &complaints
	// No child of an emulator keeps its console open for long.
	cmd.WaitDelay = time.Minute
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, exec.ErrNotFound):
		err = fmt.Errorf("%w: run seccomp/internal/lab/boot/packages", err)
	case err != nil:
		err = fmt.Errorf("%s: %w\n%s", emulator, err, complaint.Last(complaints.String(), 10))
	}
	return console.Bytes(), err
}
