package main

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestStopsAfterProgram stops with a program twice. The news of its continuation between the
// two comes late: the second stop must wait for the program.
func TestStopsAfterProgram(t *testing.T) {
	stops := 0
	s := &signals{stop: func() { stops++ }}
	expect := func(when string, want int) {
		t.Helper()
		if stops != want {
			t.Errorf("%s: %d stops, want %d", when, stops, want)
		}
	}
	stopped := func(stopped bool) {
		s.stopped = stopped
		s.stopWithProgram()
	}
	s.take(unix.SIGTTIN, true)
	expect("the program runs", 0)
	stopped(true)
	expect("the program has stopped", 1)
	s.take(unix.SIGCONT, true)
	s.take(unix.SIGTTIN, true)
	expect("the program runs again", 1)
	stopped(false)
	expect("late news", 1)
	stopped(true)
	expect("the program has stopped again", 2)
}
