// Package compile turns the decision of a profile on one architecture into a program, and
// proves the program.
//
// For example, a policy with the profile server has this rule:
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// and also allows write and exit_group. Package policy returns its decision for amd64:
// number 41 has the verdict 4, with the cases {arg0.low == 1: allowed, others: denied}.
// [Compiler.Compile] takes these steps:
//
//  1. Package search finds a decision tree over the numbers: nr == 1 write, nr >= 231
//     exit_group, nr == 41 socket, ... A leaf has one verdict.
//  2. Package diagram replaces leaves of verdict 4 by the test arg0.low == 0x1.
//  3. Package bpf assembles prologue and tree: 19 instructions.
//  4. Package prove compares the program with the decision on every input of architecture,
//     number and arguments. An unproved program is not returned.
//  5. The program is run for each number of the table, to measure its [Cost].
//
// With a second decision, for the companion ABI, the program has two bodies. The proof
// covers both.
//
// [BuiltIn] compiles the built-in profiles, [Policy] those of a policy. [Compiled.Data]
// returns what generated code hands to package seccomp: the allowed numbers, the
// conditional ones (41 above), and the selectors of multiplexers.
//
// A policy can be made to need much work. [Compiler.Limit] bounds it. Work is counted in
// steps, so a policy is accepted or rejected on all machines alike.
package compile
