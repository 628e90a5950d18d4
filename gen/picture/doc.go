// Package picture draws the program of a profile as a tree of tests, for a reviewer who
// reads no BPF.
//
// [New] follows the instructions of a program from the first to every return. For example,
// the policy
//
//	profile,syscall,action,when,why
//	server,write,,,output
//	server,socket,,family == AF_UNIX,only local sockets
//
// has a program of 17 instructions on amd64. These are the first nodes of its tree:
//
//	ID  steps
//	1    2  arch == amd64
//	1n   3  ├─ no: kill the process
//	4    4  └─ yes: nr == 1 write
//	4y   5     ├─ yes: allow
//	5    5     └─ no: nr >= 424 pidfd_send_signal
//	6    6        ├─ no: nr == 41 socket
//	6n   7        │  ├─ no: kill the process
//	8    8        │  └─ yes: family.low == 0x1 AF_UNIX
//	8y   9        │     ├─ yes: allow
//	8n   9        │     └─ no: kill the process
//	9    6        └─ yes: ...                                 unknown, x32
//
// The load of the family is instruction 7. It is part of node 8, as a load has one
// successor. Two paths may share a test: it is drawn once, and the second path ends in a
// node for this place.
//
// [Tree.Paths] lists the paths of all syscalls: that of write ends in node 4y after 5
// instructions, that of socket enters the condition at node 8 and takes 9.
//
// [Tree.SVG] draws the tree from left to right. The column of a node is the number of
// executed instructions, the width of a branch the share of real workloads on it.
package picture
