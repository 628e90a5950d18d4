package seccomp

import (
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// shared holds a program while the kernel or Verdict reads it. The first use in a process
// touches only the program's pages. An array on the stack would have the size of the longest
// program: 8 page faults for its zeroing, and more for a larger stack.
var shared struct {
	inUse   atomic.Bool
	program [maxInstructions]unix.SockFilter
}

// withProgram calls use with f's program, valid until use returns.
//
// A program at the same time as another is built on the heap. It must not wait: the other
// one's seccomp(2) may wait for a listener, and the listener may install a filter before it
// answers.
func (f *Filter) withProgram(use func(program []unix.SockFilter) error) error {
	var buf []unix.SockFilter
	own := shared.inUse.CompareAndSwap(false, true)
	if own {
		buf = shared.program[:0]
	}
	program, err := f.AppendTo(buf)
	if err == nil {
		err = use(program)
	}
	if own {
		shared.inUse.Store(false)
	}
	return err
}
