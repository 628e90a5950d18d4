package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/expect"
)

// TestFailureIsAlone tests four machines. One has no kernel, and the guest of the last prints
// nothing. The emulator of the others only prints the first lines of a guest.
func TestFailureIsAlone(t *testing.T) {
	emulates := filepath.Join(t.TempDir(), "emulator")
	if err := os.WriteFile(emulates, []byte("#!/bin/sh\necho 'guest: goarch 386'\necho 'guest: kernel 1.2.3'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	on := func(kernel source) machine {
		return machine{"386", board{emulator: emulator{command: emulates}, kernel: kernel}, ""}
	}
	silent := machine{"386", board{emulator: emulator{command: "echo"}, console: "ttyS9", kernel: fixed("a")}, ""}
	s := newTestSession(t)
	s.work = func(m machine) (expect.Run, error) {
		return expect.Run{GOARCH: m.goarch, Filters: expect.Profiles(s.oracle, m.goarch)}, nil
	}
	results := testAll(t.Context(), []machine{on(fixed("a")), on(broken("b")), on(fixed("c")), silent}, 2, s.test)
	for i, release := range []string{"1.2.3", "", "1.2.3", ""} {
		if results[i].release != release {
			t.Errorf("machine %d ran on %q, want %q: %q", i, results[i].release, release, results[i].problems)
		}
		// Every machine has a problem: the running ones lack findings.
		if len(results[i].problems) == 0 {
			t.Errorf("machine %d has no problem", i)
		}
	}
	if p := results[1].problems; len(p) != 1 || p[0] != io.ErrUnexpectedEOF.Error() {
		t.Errorf("the one that could not be fetched says %q", p)
	}
	// The problem of the silent one holds the console's text.
	if p := results[3].problems; len(p) != 1 || !strings.Contains(p[0], "did not start") || !strings.Contains(p[0], "ttyS9") {
		t.Errorf("the silent one says %q", p)
	}
	if err := report(io.Discard, results); !errors.Is(err, errNotRight) {
		t.Errorf("all in all: %v, want %v", err, errNotRight)
	}
}

func newTestSession(t *testing.T) *session {
	t.Helper()
	o, err := oracle.Read("../../../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSession(&workshop{cache: debian.Cache{Dir: t.TempDir()}, log: io.Discard}, o, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestRun checks that the guest of a machine gets filters and syscalls, and syscalls
// of the companion ABI if there is one.
func TestRun(t *testing.T) {
	s := newTestSession(t)
	for _, m := range machines() {
		if !slices.Contains([]string{"amd64", "s390x"}, m.goarch) {
			// One with a companion ABI and one without. make test-kernels draws for all.
			continue
		}
		r, err := s.run(m)
		if err != nil {
			t.Fatal(err)
		}
		programs := make(map[string]int)
		for _, c := range r.Syscalls {
			programs[c.Program]++
		}
		second := ""
		if c := arch.ByGOARCH(m.goarch).Companion; c != nil {
			second = c.GOARCH
		}
		if len(r.Filters) < 8 || programs[""] < 10000 || second != "" && (programs[second] < 1000 || programs[m.goarch] < 1000) {
			t.Errorf("%s: %d filters, calls by programs: %v", m.goarch, len(r.Filters), programs)
		}
		if (second == "") != (len(programs) == 1) || r.Foreign != (m.foreign != "") {
			t.Errorf("%s: calls by programs: %v, a foreign guest: %v", m.goarch, programs, r.Foreign)
		}
	}
}

// TestTestAll checks the number of machines tested at a time and the order of the
// results.
func TestTestAll(t *testing.T) {
	var running, most atomic.Int32
	both := make(chan struct{})
	results := testAll(t.Context(), machines(), 2, func(_ context.Context, m machine) result {
		if now := running.Add(1); now == 2 && most.Swap(max(now, most.Load())) < 2 {
			close(both)
		} else if now > 2 {
			t.Errorf("%d at a time", now)
		}
		<-both
		running.Add(-1)
		return result{goarch: m.goarch}
	})
	for i, m := range machines() {
		if results[i].goarch != m.goarch {
			t.Errorf("result %d is of %s, want %s", i, results[i].goarch, m.goarch)
		}
	}
}

func TestMemo(t *testing.T) {
	var m memo
	made := 0
	for range 2 {
		path, err := m.get("a", func() (string, error) { made++; return "path", io.EOF })
		if path != "path" || !errors.Is(err, io.EOF) {
			t.Errorf("got %q, %v", path, err)
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
}
