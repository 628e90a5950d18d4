//go:build linux

package seccomp_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// fiveBlocks is a usual set of changes.
func fiveBlocks(f *seccomp.Filter) {
	f.Block(tables.SYS_PTRACE, tables.SYS_EXECVE, tables.SYS_EXECVEAT, tables.SYS_CONNECT, tables.SYS_CLONE3)
}

// steps lists what users do with a filter before they install it.
var steps = []struct {
	name string
	run  func(dst []unix.SockFilter)
}{
	{"New", func([]unix.SockFilter) {
		f := seccomp.New(tables.Network())
		f.OnViolation(seccomp.Trap)
	}},
	{"Block", func([]unix.SockFilter) {
		f := seccomp.New(tables.Network())
		fiveBlocks(&f)
	}},
	{"Allow", func([]unix.SockFilter) {
		f := seccomp.New(tables.Minimal())
		f.Allow(tables.SYS_MKDIR, tables.SYS_STAT)
	}},
	{"AppendTo", func(dst []unix.SockFilter) {
		f := seccomp.New(tables.Network())
		if _, err := f.AppendTo(dst); err != nil {
			panic(err)
		}
	}},
	{"NewBlockAppendTo", func(dst []unix.SockFilter) {
		f := seccomp.New(tables.Network())
		fiveBlocks(&f)
		if _, err := f.AppendTo(dst); err != nil {
			panic(err)
		}
	}},
	{"Verdict", func([]unix.SockFilter) {
		f := seccomp.New(tables.Network())
		fiveBlocks(&f)
		if _, err := f.Verdict(tables.SYS_SOCKET, unix.AF_ALG, unix.SOCK_SEQPACKET); err != nil {
			panic(err)
		}
	}},
	{"Len", func([]unix.SockFilter) {
		f := seccomp.New(tables.Network())
		_ = f.Len()
	}},
}

func TestNoAllocation(t *testing.T) {
	var buf [256]unix.SockFilter
	for _, s := range steps {
		n := testing.AllocsPerRun(100, func() { s.run(buf[:0]) })
		if n != 0 {
			t.Errorf("%s: %v allocations", s.name, n)
		}
	}
	if n := testing.AllocsPerRun(100, appendToStack); n != 0 {
		t.Errorf("AppendTo a buffer on the stack: %v allocations", n)
	}
}

func appendToStack() {
	var buf [256]unix.SockFilter
	f := seccomp.New(tables.Network())
	fiveBlocks(&f)
	if _, err := f.AppendTo(buf[:0]); err != nil {
		panic(err)
	}
}

func BenchmarkFilter(b *testing.B) {
	for _, s := range steps {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			var buf [256]unix.SockFilter
			for b.Loop() {
				s.run(buf[:0])
			}
		})
	}
}
