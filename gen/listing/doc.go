// Package listing explains programs: for each instruction what it does and for which
// syscalls the kernel executes it, and for one syscall its path through the program.
//
// For example, this policy allows three syscalls on amd64:
//
//	profile,syscall,action,when,why
//	server,write,,,output
//	server,exit_group,,,exit
//	server,socket,,family == AF_UNIX,only local sockets
//
// Its program has 19 instructions. [Lines] explains each. The format "asm" of [Formats]
// writes the explanation after the instruction, and the syscalls in brackets. An excerpt:
//
//	 6  jeq #0x29, +0, +9    ; nr == 41 socket ? 7 : 16  [0 read, 2 open .. 230 clock_nanosleep]
//	 7  ld  [16]             ; load family.low  [41 socket]
//	 8  jeq #0x1, +6, +7     ; family.low == 0x1 AF_UNIX ? 15 : 16  [41 socket]
//	15  ret #0x7fff0000      ; allow  [1 write, 41 socket, 231 exit_group]
//
// The numbers in brackets come from [prove.EvaluateArguments]. It executes the program on
// all inputs at once, and records the set of them at each instruction.
//
// [Explain] follows one syscall, here socket with AF_INET, which is 2:
//
//	6  nr == 41 socket ? 7 : 16             41 socket  yes, to 7
//	7  load family.low                      0x2
//	8  family.low == 0x1 AF_UNIX ? 15 : 16  0x2        no, to 16
//	16  kill the process
//
// The second column is the value of the accumulator, the third the result of the test.
// The verdict follows, and whether the kernel's allow cache skips the program for this
// number.
//
// Arguments have the kernel's names, from package abi, and constants those of the rules.
// An instruction for syscalls with different names has argN.
//
// [Disassemble] and [ExplainAny] do the same for programs of other compilers, with all
// instructions of seccomp. Their numbers come from package symbolic, and the constants from
// the kernel's headers, as there are no rules.
//
// Package emit writes the same explanations as comments of generated programs.
package listing
