// Package prove checks a program against a decision on every input at once.
//
// A program reads the architecture, the number and six arguments: 448 bits. Running it
// on each input is out of the question, but a program of n instructions has few
// different outcomes. [EvaluateArguments] executes it on sets of inputs. It starts with
// one set, all inputs. A test divides a set in two. A return ends a set as an [Outcome]:
// intervals of architectures and numbers, a set of arguments, and the returned value.
// Outcomes do not overlap and cover all inputs. [Check] compares each with the decision.
//
// For example, the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// gives number 41 two cases on amd64: allowed if the low word of arg0 is 1, denied
// otherwise. These instructions of its program decide it:
//
//	 3  ld  [0]
//	 4  jeq #0x29, +5, +0
//	...
//	10  ld  [16]
//	11  jeq #0x1, +0, +1
//	12  ret #0x7fff0000
//	13  ret #0x80000000
//
// Instruction 4 divides the numbers into 0 to 40, 41, and the rest; 11 divides the
// arguments of 41. Of the 11 outcomes two are for number 41 on amd64:
//
//	arguments        return  value
//	arg0.low == 1        12  0x7fff0000, allowed
//	arg0.low != 1        13  0x80000000, denied
//
// These are the cases of the decision, so the proof holds for number 41. Had
// instruction 11 tested for 2, the error would be "number 41 with arguments
// [0x2 0x0 0x0 0x0 0x0 0x0] is allowed, want denied".
//
// The evaluator knows only the instructions of package bpf and rejects any other
// program. [Execute] is a plain interpreter of all instructions of seccomp, for one
// input. Tests compare the two. [Cacheable] repeats the kernel's analysis for its cache
// of allowed numbers.
package prove
