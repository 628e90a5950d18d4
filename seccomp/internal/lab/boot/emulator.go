package main

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// emulator is a program that a machine runs on: the installed one, or another where
// that is too old.
type emulator struct {
	command string
	atLeast int
	other   source
}

// choose returns nil if the installed emulator will do, else the other one.
func (e emulator) choose(ctx context.Context) source {
	if e.other == nil {
		return nil
	}
	out, err := exec.CommandContext(ctx, e.command, "--version").Output()
	if err == nil && majorVersion(string(out)) >= e.atLeast {
		return nil
	}
	return e.other
}

// majorVersion returns the 7 of QEMU emulator version 7.2.22, 0 if there is none.
func majorVersion(text string) int {
	_, version, _ := strings.Cut(text, " version ")
	major, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	if err != nil {
		return 0
	}
	return n
}

// arguments returns an emulator's arguments: no screen, no network, the serial port
// on standard output, and an end instead of a restart.
func (b board) arguments(kernel, initrd string, foreign bool) []string {
	line := fmt.Sprintf("console=%s panic=-1 quiet %s -- %s", b.console, b.parameters, guestArguments(foreign))
	return append(strings.Fields(b.options),
		"-nographic", "-no-reboot", "-nodefaults", "-serial", "stdio", "-monitor", "none",
		"-kernel", kernel, "-initrd", initrd, "-append", line)
}
