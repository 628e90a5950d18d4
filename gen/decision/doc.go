// Package decision holds the complete decision of a profile on one architecture: a
// verdict for every number and all arguments.
//
// Package policy makes decisions from rules. Package compile turns a decision into a
// program, and package prove compares the program with the decision on every input. A
// decision names no syscalls and no rules.
//
// It has two levels. The [Partition] divides the numbers into runs with one [VerdictID]
// each. The ID is an index into the list of verdicts. A [Verdict] is an action, or it
// has cases: disjoint sets of arguments, each with the ID of an action.
//
// Example: in a profile for amd64 with the action errno:EPERM for violations, the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// decides number 41 (socket) by its arguments. The partition is
//
//	0 .. 40                     denied
//	41                          verdict 4
//	42 .. 423                   denied
//	424 .. 511                  unknown, newer than the baseline
//	512 .. 547                  foreign, x32
//	548 .. 0x3fffffff           unknown
//	0x40000000 .. 0xfffffffe    foreign, x32
//	0xffffffff                  denied, -1
//
// and the verdicts are
//
//	0  denied       errno:EPERM
//	1  allowed      allow
//	2  unknown      errno:ENOSYS
//	3  foreign      kill
//	4  two cases    {arg0.low == 1: allowed, all others: denied}
//
// The verdicts 0 to 3 exist in every decision. A policy adds its own from
// [FirstPolicyVerdict] on. The tests of verdict 4, here arg0.low == 0x1, are sufficient
// for a program to separate its cases.
package decision
