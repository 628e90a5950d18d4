// Package diagram finds short decision diagrams for verdicts with conditions on
// arguments, and joins them to the tree over numbers.
//
// Example: in a profile for amd64 the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// gives number 41 (socket) a verdict with two cases and one test:
//
//	low word of arg0 is 1    allowed
//	any other                denied
//	tests                    arg0.low == 0x1
//
// The diagram performs this test and has a leaf for either result:
//
//	arg0.low == 0x1
//	├─ yes: allowed
//	└─ no: denied
//
// A diagram performs tests in a fixed order and skips each test whose outcome earlier
// tests imply. Its state is the set of remaining arguments of each case. Equal states
// share a node. A word is dropped from the state as soon as it no longer matters, and
// more states become equal.
//
// With two cases left, the order gives way to a test that separates them.
//
// The length depends on the order of the tests: see [ordered]. All orders of up to
// permuted tests are tried. With more tests, [search] moves tests within the order as
// long as the diagram gets shorter, for a bounded number of tries.
//
// [Builder] is the only entry. It receives cases and the tests to separate them, and
// returns nodes of package tree: a different search needs to change nothing outside.
// The diagrams are ordered binary decision diagrams (Bryant, Graph-based algorithms
// for boolean function manipulation, 1986) with tests of words in place of variables.
package diagram
