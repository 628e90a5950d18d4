// Package symbolic executes any seccomp program on all inputs at once.
//
// Package prove checks the programs of this generator, and knows only their instructions.
// This package takes the programs of other compilers too: all instructions legal in a
// filter, with arithmetic, register X, scratch memory and returns of A. [Evaluate] returns
// for each returned value the exact set of architectures, numbers and arguments. For
// example, minijail tests a number by a table of bits:
//
//	0  ld  [0]          load the number
//	1  rsh #5           which word of the table
//	2  jeq #1, +0, +3   numbers 32 to 63
//	...
//
// Each bit of a register is a set: the inputs with this bit set. After instruction 0 the
// highest bit of A holds for the numbers from 0x80000000 on. Instruction 1 moves the sets
// down by five bits, and the test of instruction 2 computes the set of inputs with
// A == 1: the numbers 32 to 63.
//
// At each instruction there is one state: the inputs to arrive there, and the registers.
// Where two paths meet, a bit of a register is that of the first path for its inputs, and
// that of the second for the others. A register is left out if no later instruction reads
// it. So the time does not grow with the number of paths.
//
// The sets can still become too large: for a product of two arguments, or a comparison of
// one with another. The work is limited, and a program beyond the limit is an error with
// the index of the instruction. A load of the instruction pointer is such an error too: no
// decision about a syscall depends on the address of its code.
//
// [Stack] combines the filters of a process as the kernel does, and [Result.On] is the
// decision on an architecture.
package symbolic
