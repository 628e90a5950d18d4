// Package argset holds exact sets of syscall arguments: of all combinations of the six
// 64-bit values.
//
// A set is a reduced ordered binary decision diagram over the 384 bits of the arguments
// (Bryant, Graph-based algorithms for boolean function manipulation, 1986). A node tests
// one bit and continues with the set of the remaining bits, for 0 and for 1. The bits
// are ordered by argument, and from the highest to the lowest. A comparison with a
// constant then needs one or two nodes per bit.
//
// Nodes are unique within a [Space]. Two sets are equal if and only if they are the same
// [Set], a small integer. Equality, emptiness and inclusion of conditions are therefore
// exact, and the proof of a program covers every input.
//
// Example: the condition family == AF_UNIX of the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// holds for all arguments with bit 0 of arg0 set and bits 1 to 31 clear. Its set is a
// chain of 32 nodes. The bits 32 to 63 of arg0 and the other arguments do not matter and
// have no nodes:
//
//	bit 31 of arg0 ── 1 → None
//	  │ 0
//	bit 30 of arg0 ── 1 → None
//	  │ 0
//	 ...
//	bit 0 of arg0  ── 0 → None
//	  │ 1
//	 All
//
// A filter cannot test one bit at a time: it loads a [Word], one half of an argument,
// and compares it. A [Test] is such a comparison, here arg0.low == 0x1, and
// [Space.Test] returns its set: the same chain.
//
// The work is counted in steps ([Space.Work]). A hostile condition ends after the same
// number of steps on every machine.
package argset
