package bpf_test

import (
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// TestCheck compares Check with the kernel. Each program is installed for a thread of its
// own.
func TestCheck(t *testing.T) {
	const allow = 0x7fff0000
	end := bpf.Instruction{Code: bpf.Return, K: allow}
	one := func(code uint16, k uint32) []bpf.Instruction { return []bpf.Instruction{{Code: code, K: k}, end} }
	long := func(n int) []bpf.Instruction {
		p := make([]bpf.Instruction, n)
		for i := range p {
			p[i] = end
		}
		return p
	}
	for _, c := range []struct {
		program []bpf.Instruction
		want    string
	}{
		{long(1), ""},
		{long(4096), ""},
		{long(4097), "4097 instructions; the kernel takes 1 to 4096"},
		{long(0), "0 instructions; the kernel takes 1 to 4096"},
		{one(bpf.LoadAbs, 60), ""},
		{one(bpf.LoadAbs, 64), "instruction 0: load from offset 64; struct seccomp_data has words at 0, 4, ... 60; the kernel refuses the program"},
		{one(bpf.LoadAbs, 2), "instruction 0: load from offset 2; struct seccomp_data has words at 0, 4, ... 60; the kernel refuses the program"},
		{one(0x30, 0), "instruction 0: code 0x30 is not for seccomp; the kernel refuses the program"},
		{one(0x40, 0), "instruction 0: code 0x40 is not for seccomp; the kernel refuses the program"},
		{one(0x94, 3), "instruction 0: code 0x94 is not for seccomp; the kernel refuses the program"},
		{one(bpf.Negate|bpf.WithX, 0), "instruction 0: code 0x8c is not for seccomp; the kernel refuses the program"},
		{one(bpf.Multiply|bpf.WithX, 0), ""},
		{one(bpf.Negate, 0), ""},
		{one(bpf.Divide, 1), ""},
		{one(bpf.Divide, 0), "instruction 0: division by 0; the kernel refuses the program"},
		{one(bpf.Divide|bpf.WithX, 0), "\x00"}, // legal, and returns 0
		{one(bpf.Left, 31), ""},
		{one(bpf.Right, 32), "instruction 0: shift by 32; want at most 31; the kernel refuses the program"},
		{one(bpf.StoreX, 15), ""},
		{one(bpf.StoreA, 16), "instruction 0: word 16 of memory; the last is 15; the kernel refuses the program"},
		{one(bpf.LoadMem, 3), "instruction 0: loads word 3 of memory without a store before; the kernel refuses the program"},
		{one(bpf.JumpAlways, 0), ""},
		{one(bpf.JumpAlways, 1), "instruction 0: jump past the end; the kernel refuses the program"},
		{[]bpf.Instruction{{Code: bpf.JumpEqual, JT: 1}, end}, "instruction 0: jump past the end; the kernel refuses the program"},
		{[]bpf.Instruction{end, {Code: bpf.LoadAbs}}, "instruction 1: the last one is no return; the kernel refuses the program"},
		// A store on both paths, and on one of two.
		{[]bpf.Instruction{{Code: bpf.JumpEqual, JT: 2, K: 1}, {Code: bpf.StoreA}, {Code: bpf.JumpAlways, K: 1}, {Code: bpf.StoreX}, {Code: bpf.LoadMem}, end}, ""},
		{[]bpf.Instruction{{Code: bpf.JumpEqual, JT: 1, K: 1}, {Code: bpf.StoreA}, {Code: bpf.LoadMem}, end}, "instruction 2: loads word 0 of memory without a store before; the kernel refuses the program"},
		// A return ends a path, but not for this check.
		{[]bpf.Instruction{{Code: bpf.JumpEqual, JT: 1, JF: 0, K: 1}, end, {Code: bpf.StoreA}, {Code: bpf.LoadMem}, end}, ""},
		{[]bpf.Instruction{{Code: bpf.JumpEqual, JT: 0, JF: 1, K: 1}, end, {Code: bpf.LoadMem}, end}, "instruction 2: loads word 0 of memory without a store before; the kernel refuses the program"},
	} {
		err := bpf.Check(c.program)
		if c.want == "\x00" {
			if err != nil {
				t.Errorf("%v: %v", c.program, err)
			}
			continue
		}
		if got := text(err); got != c.want {
			t.Errorf("%v: %q, want %q", c.program, got, c.want)
		}
		if refused := install(c.program); refused != (c.want != "") {
			t.Errorf("%v: the kernel refuses: %v", c.program, refused)
		}
	}
}

// text returns the message of an error, or "".
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// install installs a program for a new thread, and reports whether the kernel refuses it.
func install(program []bpf.Instruction) (refused bool) {
	filter := make([]unix.SockFilter, len(program)+1)
	for i, ins := range program {
		filter[i] = unix.SockFilter{Code: ins.Code, Jt: ins.JT, Jf: ins.JF, K: ins.K}
	}
	fprog := unix.SockFprog{Len: uint16(len(program)), Filter: &filter[0]}
	done := make(chan bool)
	go func() {
		runtime.LockOSThread() // the thread ends with the goroutine
		if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
			panic(err)
		}
		_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&fprog)))
		done <- errno == unix.EINVAL
	}()
	return <-done
}
