// Package tree holds the nodes of a decision: a search tree over syscall numbers,
// whose leaves are verdicts or the roots of decision diagrams over arguments.
//
// Three packages share the work. Package search finds the tree over numbers, and
// package diagram the diagrams over arguments and joins both. Package bpf turns the
// nodes into instructions. This package holds the nodes and the price of a test in
// instructions. It imports none of the three.
//
// Nodes are unique: [Nodes] returns the same pointer for equal nodes. Equal subtrees
// are therefore shared, and the program contains them once.
//
// In a profile for amd64 the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// gives number 41 (socket) a verdict with two cases. The branch for number 41 ends in
// the rule's diagram:
//
//	nr == 41
//	├─ yes: arg0.low == 0x1
//	│       ├─ yes: allowed
//	│       └─ no: denied
//	└─ no: nr >= 424
//	       ├─ yes: ...              unknown, x32
//	       └─ no: denied
//
// A test of a number is one instruction, as the accumulator holds the number from the
// prologue on. A test of an argument needs a load first, and an "and" or "xor" for a
// mask or flipped bits. Consecutive tests of one word share these: [Length] counts
// two instructions for arg0.low == 0x1, and one more for a second test of arg0.low.
package tree
