package main

import (
	"encoding/binary"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// replaced returns f with the return value answer(v) for every refused syscall with v: all
// but those that f allows or logs. The numbers of other architectures are refused too.
func replaced(f *seccomp.Filter, answer func(value uint32) uint32) (seccomp.Filter, error) {
	program, err := f.AppendTo(nil)
	if err != nil {
		return seccomp.Filter{}, err
	}
	for i, ins := range program {
		if ins.Code == unix.BPF_RET|unix.BPF_K && refuses(ins.K) {
			program[i].K = answer(ins.K)
		}
	}
	data := &tables.ProfileData{Name: f.Profile().Name(), Violation: answer(action.KillProcess), Unknown: answer(action.KillProcess)}
	data.Program = tables.Program{Instructions: program, Body: len(f.Profile().AppendPrologue(nil))}
	if data.Compat = f.Profile().Compat(); data.Compat != nil {
		data.Program.Compat = tables.CompatJump + 1 + int(program[tables.CompatJump].K)
	}
	return seccomp.New(tables.MakeProfile(data)), nil
}

// refuses reports whether a syscall with the return value of a filter is refused. Trace is
// a refusal: the supervisor does not answer it.
func refuses(value uint32) bool {
	a, _, _ := action.Of(value)
	return a.Value != action.Allow && a.Value != action.Log
}

// asking returns f with a question to the listener for every refused syscall.
func asking(f *seccomp.Filter) (seccomp.Filter, error) {
	return replaced(f, func(uint32) uint32 { return action.Notify })
}

// failing returns f with an errno for every refused syscall, except for those in unfailing
// and execve: the program begins with it.
func failing(f *seccomp.Filter) (seccomp.Filter, error) {
	g, err := replaced(f, func(value uint32) uint32 { return action.Errno | uint32(errnoOf(value)) })
	g.Allow(unfailing...)
	g.Allow(tables.SYS_EXECVE)
	return g, err
}

// errnoOf returns the errno for a refused syscall under -report: that of the filter, and
// ENOSYS in place of a kill. A libc takes ENOSYS for an older kernel, and goes on without
// the syscall.
func errnoOf(value uint32) unix.Errno {
	if a, operand, _ := action.Of(value); a.Value == action.Errno {
		return unix.Errno(operand)
	}
	return unix.ENOSYS
}

// unfailing lists syscalls that never return an error. A program that sees one crashes, so
// -report makes them.
var unfailing = []tables.Syscall{
	tables.SYS_EXIT, tables.SYS_EXIT_GROUP, tables.SYS_RT_SIGRETURN, tables.SYS_SIGRETURN, tables.SYS_RESTART_SYSCALL,
}

// listen installs a filter that asks the supervisor about each refused syscall. It answers
// the order with the number of the listener, before: then any syscall may wait for the
// supervisor. Without support for a listener it installs nothing.
func (c *command) listen(l link) error {
	f, err := asking(&c.filter)
	if err != nil {
		return err
	}
	// The listener gets the lowest free number.
	free, err := unix.FcntlInt(uintptr(l), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := unix.Close(free); err != nil {
		return err
	}
	if _, err := l.Write(binary.LittleEndian.AppendUint32([]byte{answerListener}, uint32(free))); err != nil {
		return err
	}
	if _, err := f.InstallThreadListener(0); err != nil {
		_, err = l.Write([]byte{answerNone})
		return err
	}
	return nil
}

// execTraced becomes the program under the supervisor as tracer. The filter fails refused
// syscalls and kills for none. With -report=allow there is none.
func (c *command) execTraced(path string) error {
	if c.report == reportMaking {
		if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
			return os.NewSyscallError("prctl", err)
		}
		return replaceProcess(path, c.argv)
	}
	f, err := failing(&c.filter)
	if err != nil {
		return err
	}
	return seccomp.Exec(&f, path, c.argv, os.Environ())
}

// replaceProcess executes the program at path in place of the process.
func replaceProcess(path string, argv []string) error {
	err := syscall.Exec(path, argv, os.Environ())
	errno, _ := err.(syscall.Errno)
	return &seccomp.KernelError{Call: "execve(2)", Errno: errno}
}
