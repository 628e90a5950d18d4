package main

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// emulator is the installed program for a machine, or another one if its major version is
// too low.
type emulator struct {
	command string
	atLeast int
	other   source
}

// choose returns nil for the installed emulator, or the other one.
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

// majorVersion returns the 7 of QEMU emulator version 7.2.22, or 0.
func majorVersion(text string) int {
	_, version, _ := strings.Cut(text, " version ")
	major, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	if err != nil {
		return 0
	}
	return n
}

// arguments returns an emulator's arguments, with memory in MiB and the guest's arguments.
// There is no screen and no network, the serial port is standard output, and a restart ends
// the emulator.
func (b board) arguments(kernel, initrd string, memory int, guest string) []string {
	line := fmt.Sprintf("console=%s panic=-1 quiet %s -- %s", b.console, b.parameters, guest)
	return append(strings.Fields(b.options),
		"-m", strconv.Itoa(memory),
		"-nographic", "-no-reboot", "-nodefaults", "-serial", "stdio", "-monitor", "none",
		"-kernel", kernel, "-initrd", initrd, "-append", line)
}
