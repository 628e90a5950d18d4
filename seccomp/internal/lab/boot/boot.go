package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/expect"
)

// bootLimit ends a machine that hangs. It is many times what one takes that works, and
// longer than the guest waits for a child.
const bootLimit = 15 * time.Minute

// stillborn is on the console of a machine that Go's runtime finds broken before
// the guest's own code runs. Loong64's emulator sometimes is; see the guest.
const stillborn = "panic before malloc heap initialized"

// boot runs an emulator to its end and returns what came from the serial port. A
// machine whose guest is stillborn as its first process is booted once more.
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
	// An emulator has no children to keep its console open.
	cmd.WaitDelay = time.Minute
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, exec.ErrNotFound):
		err = fmt.Errorf("%w: run seccomp/internal/lab/boot/packages", err)
	case err != nil:
		err = fmt.Errorf("%s: %w\n%s", emulator, err, lastLines(complaints.String(), 10))
	}
	return console.Bytes(), err
}
