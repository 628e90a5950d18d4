package main

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// The places of what a filter looks at (struct seccomp_data).
const (
	offsetNumber    = 0
	offsetArguments = 16
)

// endThread is a first argument by which the probes know the call that ends a
// measured thread. It is no number to be tried.
const endThread = 0x7e57e4d

// marked is a fourth argument by which markedProbe knows the calls to be tried.
const marked = 0x7e57ca1

// partBits is how much of a number one errno tells. The highest errnos will not do:
// Go takes 4095 for a result, and a mips libc everything above 1133.
const partBits = 8

// verdictProbe is installed before the filter under test. It fails every call with
// errnoAllowed, so that none is ever made: where the filter under test denies, its
// own errno comes instead, as both actions are an errno and the newest filter's
// wins. The one call left to make is the one that installs the filter under test,
// told by its operation, so that seccomp with another is measured like any call.
//
// The probe must also end the thread, which can make no call to do so: the filter
// under test may deny any. It kills the thread, which no filter can overrule.
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

// markedProbe is installed before the filter under test, for a program that is then
// executed and must run under both. It fails the calls that are marked, as verdictProbe
// fails every call, and makes all others.
func markedProbe() []unix.SockFilter {
	return []unix.SockFilter{
		load(offsetArgument(3)),
		jumpUnless(marked, 1),
		result(unix.SECCOMP_RET_ERRNO | errnoAllowed),
		result(unix.SECCOMP_RET_ALLOW),
	}
}

// arrivalProbe tells as which number a call reaches filters: it fails it with
// partBits of the number, from the bit on that its second argument names.
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

// jumpUnless jumps over count instructions unless value was loaded.
func jumpUnless(value uint32, count uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: count, K: value}
}

func result(action uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: action}
}

// offsetArgument returns the place of the low half of argument i, which is 64 bits
// on every machine.
func offsetArgument(i uint32) uint32 {
	offset := offsetArguments + 8*i
	if binary.NativeEndian.Uint16([]byte{0, 1}) == 1 {
		offset += 4
	}
	return offset
}
