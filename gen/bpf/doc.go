// Package bpf assembles decision trees into classic BPF programs for seccomp
// (include/uapi/linux/filter.h, include/uapi/linux/seccomp.h).
//
// A program reads struct seccomp_data, one 32-bit word at a time, into its only
// register, the accumulator. A test compares the accumulator with a constant and skips
// jt instructions if it holds, jf if not. Jumps go forward only. A return ends the
// program with an action.
//
// A program has a prologue and a body. The prologue kills the process if the
// architecture is not the expected one, and loads the number. The body is the tree: a
// test for each inner node, a return for each verdict. For the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// the program for amd64 has 16 instructions. These decide socket, number 41:
//
//	 0  ld  [4]                    load the architecture
//	 1  jeq #0xc000003e, +1, +0    amd64: skip the kill
//	 2  ret #0x80000000            kill the process
//	 3  ld  [0]                    load the number
//	 4  jeq #0x29, +5, +0          41: go to 10
//	 ...                           five tests of other numbers
//	10  ld  [16]                   load the low word of arg0
//	11  jeq #0x1, +0, +1           AF_UNIX: go to 12, else to 13
//	12  ret #0x7fff0000            allow
//	13  ret #0x80000000            kill the process: a violation
//
// Offset 16 is the low word of arg0 on a little-endian machine. On s390x it is 20.
//
// jt and jf have 8 bits. If a target is more than 255 instructions away, [Assemble]
// repeats the return nearby, or inserts a jump, whose offset has 32 bits. It writes the
// program from its end, so it knows the distance of every target.
//
// A filter may change the violation and unknown actions when it is installed, and put
// rules before the body. So [Program] lists the returns with those two verdicts, and
// control enters a body at its start only.
//
// [AssembleCompat] puts two bodies after one prologue, the second for the companion ABI
// of a 64-bit kernel.
package bpf
