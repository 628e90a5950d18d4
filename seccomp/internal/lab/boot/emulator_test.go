package main

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestMajorVersion(t *testing.T) {
	tests := map[string]int{
		"QEMU emulator version 7.2.22 (Debian 1:7.2)\nCopyright": 7,
		"QEMU emulator version 10.0.2":                           10,
		"QEMU":                                                   0,
		"":                                                       0,
	}
	for text, want := range tests {
		if got := majorVersion(text); got != want {
			t.Errorf("the version of %q is %d, want %d", text, got, want)
		}
	}
}

func TestEmulatorChoice(t *testing.T) {
	other := fixed("/other")
	tests := []struct {
		name string
		e    emulator
		want source
	}{
		{"any version", emulator{command: "no-such-emulator"}, nil},
		{"not there", emulator{command: "no-such-emulator", atLeast: 10, other: other}, other},
		{"no version", emulator{command: "true", atLeast: 10, other: other}, other},
	}
	for _, tt := range tests {
		if got := tt.e.choose(t.Context()); got != tt.want {
			t.Errorf("%s: chose %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestArguments(t *testing.T) {
	b := board{options: "-M virt", console: "ttyS0", parameters: "more=1"}
	args := b.arguments("/k", "/i", 512, guestArguments(true))
	if !slices.Equal(args[:4], []string{"-M", "virt", "-m", "512"}) || !slices.Contains(args, "-no-reboot") {
		t.Errorf("the arguments are %q", args)
	}
	line, want := args[len(args)-1], "console=ttyS0 panic=-1 quiet more=1 -- -filters /filters -calls /calls -foreign /foreign"
	if line != want {
		t.Errorf("the kernel's are %q, want %q", line, want)
	}
	if joined := strings.Join(args, " "); !strings.Contains(joined, "-kernel /k -initrd /i") {
		t.Errorf("no kernel in %q", joined)
	}
}

// fixed is a source with its file present.
type fixed string

func (f fixed) id() string { return string(f) }

func (f fixed) get(context.Context, *workshop) (string, error) { return string(f), nil }

// broken is a source without a file.
type broken string

func (b broken) id() string { return string(b) }

func (b broken) get(context.Context, *workshop) (string, error) { return "", io.ErrUnexpectedEOF }
