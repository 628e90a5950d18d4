// Package assembly finds the syscall instructions in Go assembly, and the values that the
// register with the number can have there.
//
// It reads the listing of go tool asm -S. The assembler has expanded macros, chosen between
// #ifdef branches, and resolved labels. For example, the lines
//
//	0x0000 00000 (exit.s:4)	MOVL	code+8(FP), DI
//	0x0004 00004 (exit.s:5)	MOVL	$231, AX
//	0x0009 00009 (exit.s:6)	SYSCALL
//
// give a [Site] on line 6 with the number 231. If a jump led to line 6 from a place with
// another value in AX, the site would have both. A move from a parameter, such as
// trap+8(FP), gives a [Parameter]: package flow finds its values. Whatever is neither is the
// Problem of the site.
//
// The search for a value runs backward over all paths. It stops at the first instruction
// which loads the register. Any other write to it, and any call, is a problem: see
// machine.effectOn.
package assembly
