package event_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// TestDeciding compares the deciding bits of syscalls: a parameter has its place and width on
// each architecture.
func TestDeciding(t *testing.T) {
	const word = 1<<32 - 1
	for _, c := range []struct {
		goarch, syscall string
		want            [6]uint64
	}{
		{"amd64", "read", [6]uint64{}},
		{"amd64", "ioctl", [6]uint64{1: word}},
		{"amd64", "setsockopt", [6]uint64{1: word, 2: word}},
		{"amd64", "socket", [6]uint64{word}},
		{"amd64", "clone", [6]uint64{word}},
		{"s390x", "clone", [6]uint64{1: word}},
		{"386", "socketcall", [6]uint64{word}},
		{"mips", "read", [6]uint64{}},
	} {
		a := arch.ByGOARCH(c.goarch)
		n, ok := event.Number(c.syscall, a)
		if got := event.Deciding(a, n); !ok || got != c.want {
			t.Errorf("%s %s: %#x; want %#x", c.goarch, c.syscall, got, c.want)
		}
	}
	if got := event.Deciding(arch.ByGOARCH("amd64"), 999); got != [6]uint64{} {
		t.Errorf("a number without a syscall: %#x", got)
	}
}
