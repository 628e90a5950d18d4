package seccomp

import (
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// TestProgramsAtOnce builds a program while another is in use, in the shared buffer or not.
// Neither changes the other, and the buffer is free afterwards.
func TestProgramsAtOnce(t *testing.T) {
	f, g := New(tables.Network()), New(tables.Minimal())
	g.Block(tables.SYS_KILL)
	want := func(f *Filter) []unix.SockFilter {
		program, err := f.AppendTo(nil)
		if err != nil {
			t.Fatal(err)
		}
		return program
	}
	inShared := func(program []unix.SockFilter) bool { return &program[0] == &shared.program[0] }
	for range 2 {
		err := f.withProgram(func(outer []unix.SockFilter) error {
			err := g.withProgram(func(inner []unix.SockFilter) error {
				if !slices.Equal(inner, want(&g)) || !inShared(outer) || inShared(inner) {
					t.Errorf("second program in the shared buffer: %v: %v", inShared(inner), inner)
				}
				return nil
			})
			if !slices.Equal(outer, want(&f)) || !shared.inUse.Load() {
				t.Errorf("first program: %v", outer)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestProgramOfNoFilter expects a failed program to leave the shared buffer free.
func TestProgramOfNoFilter(t *testing.T) {
	err := new(Filter).withProgram(func([]unix.SockFilter) error {
		t.Error("called")
		return nil
	})
	if err != errNoProfile || shared.inUse.Load() {
		t.Errorf("%v, buffer in use: %v", err, shared.inUse.Load())
	}
}
