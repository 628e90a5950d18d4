package seccomp

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// Verdict returns the kernel's action for a syscall under f: [Allow] or a refusal. It installs
// nothing and makes no syscall. It executes the program of [Filter.AppendTo], with the rules of
// Allow and Block. Omitted arguments are 0. A unit test can check a filter with it:
//
//	if a, err := f.Verdict(tables.SYS_SOCKET, unix.AF_ALG); err != nil || a == seccomp.Allow {
//		t.Errorf("AF_ALG: %v, %v", a, err)
//	}
//
// s is a number as filters see it, known to the tables or not. A pseudo-number is a
// [*CallError]: it has no number here, and the arguments of its [tables.Syscall.EntryPoints]
// may differ. More than 6 arguments are an error, and so is a failure of [Filter.AppendTo].
// With an error the action is [KillProcess].
//
// Several filters of a process decide together, by the strictest of their actions. Verdict
// considers f alone.
func (f *Filter) Verdict(s tables.Syscall, args ...uintptr) (Action, error) {
	if s.Absent() {
		return KillProcess, &CallError{uintptr(s), errAbsent}
	}
	d := seccompData{number: uint32(s), arch: tables.AuditArch}
	if len(args) > len(d.arguments) {
		return KillProcess, errArguments
	}
	for i, a := range args {
		d.arguments[i] = uint64(a)
	}
	return f.decide(&d)
}

// CompatVerdict is [Filter.Verdict] for a number of the companion ABI, such as those in
// [tables.Profile.Compat]. Profiles without that ABI kill all its syscalls.
func (f *Filter) CompatVerdict(number uint32, args ...uint32) (Action, error) {
	d := seccompData{number: number, arch: companion}
	if len(args) > len(d.arguments) {
		return KillProcess, errArguments
	}
	for i, a := range args {
		d.arguments[i] = uint64(a)
	}
	return f.decide(&d)
}

// companion stands for the AUDIT_ARCH_* value of the companion ABI. No architecture has it.
const companion = 0

// seccompData is struct seccomp_data, the input of a program
// (include/uapi/linux/seccomp.h).
type seccompData struct {
	number, arch       uint32
	instructionPointer uint64
	arguments          [6]uint64
}

// decide executes f's program.
func (f *Filter) decide(d *seccompData) (Action, error) {
	decided := KillProcess
	err := f.withProgram(func(program []unix.SockFilter) error {
		if d.arch == companion && f.profile.Compat() != nil {
			// The prologue tests for it before the jump to the companion ABI.
			d.arch = program[tables.CompatJump-1].K
		}
		value, ok := execute(program, (*[16]uint32)(unsafe.Pointer(d)))
		if !ok {
			return errProgram
		}
		decided = performed(value)
		return nil
	})
	return decided, err
}

// Instructions of generated profiles. Rules have none of them.
const (
	jumpAnyBit = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
	flipBits   = unix.BPF_ALU | unix.BPF_XOR | unix.BPF_K
)

// execute executes a program on a struct seccomp_data, in words of this machine's byte order.
// ok is false for instructions foreign to rules and generated profiles, and for a path past
// the end. Jumps go forward: no instruction is executed twice.
func execute(program []unix.SockFilter, data *[16]uint32) (value uint32, ok bool) {
	a := uint32(0)
	for pc := uint64(0); pc < uint64(len(program)); pc++ {
		ins := &program[pc]
		switch ins.Code {
		case loadWord:
			if ins.K%4 != 0 || ins.K/4 >= uint32(len(data)) {
				return 0, false
			}
			a = data[ins.K/4]
		case andMask:
			a &= ins.K
		case flipBits:
			a ^= ins.K
		case ret:
			return ins.K, true
		case jumpAlways:
			pc += uint64(ins.K)
		case jumpEqual:
			pc += skipped(ins, a == ins.K)
		case jumpAtLeast:
			pc += skipped(ins, a >= ins.K)
		case jumpAnyBit:
			pc += skipped(ins, a&ins.K != 0)
		default:
			return 0, false
		}
	}
	return 0, false
}

// skipped counts the instructions skipped by a test.
func skipped(ins *unix.SockFilter, holds bool) uint64 {
	if holds {
		return uint64(ins.Jt)
	}
	return uint64(ins.Jf)
}

// performed returns the kernel's action for the value of a program. Operands count for errno
// and trace only. Values without an action kill the process.
func performed(value uint32) Action {
	a := fromReturn(value)
	switch kind := a & actionBits; kind {
	case actionErrno, actionTrace:
		return a
	case KillThread, Trap, UserNotify, Log, Allow:
		return kind
	}
	return KillProcess
}
