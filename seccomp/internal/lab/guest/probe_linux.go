package main

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// Offsets into a filter's input, struct seccomp_data.
const (
	offsetNumber    = 0
	offsetArguments = 16
)

// endThread is the first argument of the syscall that ends a measured thread. The guest
// tries no number with this value.
const endThread = 0x7e57e4d

// marked is the fourth argument of the syscalls for markedProbe.
const marked = 0x7e57ca1

// partBits is the number of bits of a number in one errno. High errnos do not work: Go
// returns 4095 as a result, and a libc of mips everything from 1134 on.
const partBits = 8

// verdictProbe is installed before the filter under test. It fails every syscall with
// errnoAllowed, so the kernel carries none out. Where the filter under test denies, both
// actions are an errno, and the errno of the newest filter wins. The probe allows only the
// syscall that installs the filter under test, by its operation: seccomp with another
// operation is measured too.
//
// The probe also ends the thread, as the filter under test may deny every syscall for that
// purpose. No filter overrules its kill.
func verdictProbe() []unix.SockFilter {
	return []unix.SockFilter{
		load(offsetArgument(0)),
		jumpUnless(endThread, 1),
		result(unix.SECCOMP_RET_KILL_THREAD),
		jumpUnless(unix.SECCOMP_SET_MODE_FILTER, 3),
		load(offsetNumber),
		jumpUnless(unix.SYS_SECCOMP, 1),
		result(unix.SECCOMP_RET_ALLOW),
		result(unix.SECCOMP_RET_ERRNO | errnoAllowed),
	}
}

// markedProbe is installed before the filter under test and execve: the new program must
// run under both. It fails marked syscalls with errnoAllowed and allows all others.
func markedProbe() []unix.SockFilter {
	return []unix.SockFilter{
		load(offsetArgument(3)),
		jumpUnless(marked, 1),
		result(unix.SECCOMP_RET_ERRNO | errnoAllowed),
		result(unix.SECCOMP_RET_ALLOW),
	}
}

// arrivalProbe reports the number in its view of a syscall: it fails the syscall with
// partBits of the number as the errno, from the bit in the second argument on.
func arrivalProbe() []unix.SockFilter {
	return []unix.SockFilter{
		load(offsetArgument(0)),
		jumpUnless(endThread, 1),
		result(unix.SECCOMP_RET_KILL_THREAD),
		load(offsetArgument(1)),
		{Code: unix.BPF_MISC | unix.BPF_TAX},
		load(offsetNumber),
		{Code: unix.BPF_ALU | unix.BPF_RSH | unix.BPF_X},
		{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: 1<<partBits - 1},
		{Code: unix.BPF_ALU | unix.BPF_OR | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO},
		{Code: unix.BPF_RET | unix.BPF_A},
	}
}

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

// jumpUnless skips count instructions unless the accumulator is value.
func jumpUnless(value uint32, count uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: count, K: value}
}

func result(action uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: action}
}

// offsetArgument returns the offset of the low half of argument i. An argument has 64 bits
// on every machine.
func offsetArgument(i uint32) uint32 {
	offset := offsetArguments + 8*i
	if binary.NativeEndian.Uint16([]byte{0, 1}) == 1 {
		offset += 4
	}
	return offset
}
