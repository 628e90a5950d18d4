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
// # Word by word
//
// A condition with many tests is decided one word of the arguments at a time. Example:
//
//	family == 1 && type == 1 || family == 2 && type <= 2 ||
//	family == 10 && type <= 2 || family == 16 && type == 3
//
// The values of the first word, arg0.low, have four different rests. A rest is the function
// of all other words:
//
//	arg0.low    1         arg1.low == 1
//	arg0.low    2, 10     arg1.low <= 2
//	arg0.low    16        arg1.low == 3
//	arg0.low    others    denied
//
// Each rest has one diagram, built in the same way from its own first word. So no test is
// made without an effect, and equal rests share their instructions. Package search finds the
// tree over the runs of the first word, with thresholds and equalities, as for numbers:
//
//	arg0.low == 1
//	├─ yes: arg1.low == 1 ...
//	└─ no: arg0.low == 2
//	       ├─ yes: arg1.low >= 3 ...
//	       └─ no: arg0.low == 10
//	              ├─ yes: arg1.low >= 3 ...
//	              └─ no: arg0.low == 16
//	                     ├─ yes: arg1.low == 3 ...
//	                     └─ no: denied
//
// A list of 64 values has a threshold for every four values, and 8 tests at most on a path.
// With known weights the heavy values come first, as the objective for numbers says: half of
// the weight lies on values with known weights, half is even over the paths.
// Masked values have few runs under their mask: the tree follows an "and". For other tests of
// bits, the classes of the values are divided by the tests of the condition, as follows.
//
// Sets are ordered by words, so a rest is a node below the first word: see package argset.
// Several orders of the words are tried, and the sets moved to each order.
//
// # Test by test
//
// A condition with few tests has the shortest diagram of all orders of its tests. Up to
// permuted tests are tried in all orders. For more, up to improved, [search] moves tests within
// the order as long as the diagram gets better.
//
// Such a diagram performs tests in a fixed order and skips each test whose outcome earlier
// tests imply: see [ordered]. Its state is the set of remaining arguments of each case. Equal
// states share a node. A word is dropped from the state as soon as it no longer matters, and
// more states become equal. With two cases left, the order gives way to a test that separates
// them.
//
// Tests of the bits of one word may be merged: in
//
//	flags & 3 == 1 && flags & 0x10 == 0 || flags & 3 == 2 && flags & 0x20 == 0
//
// the two rows are flags & 0x13 == 1 and flags & 0x23 == 2. Orders with such tests first are
// tried too.
//
// # Bounds
//
// The work for the orders of words is bounded by firstWork until one has a diagram, and by a
// multiple of the work of that diagram for all others. If none succeeds, the tests are tried
// in turn. A diagram has at most maxStates states. A hostile condition therefore ends in a
// diagram or in an error, after the same number of steps on every machine.
//
// # Length
//
// N rows arg0 == x && arg1 >= y && arg2 & m == 0, all constants different, take 5 N
// instructions: each row has three tests and two loads of its own, as the place in the program
// is all that it remembers of x. The search for x adds a threshold for every four rows. A
// conditional jump reaches 255 instructions, so both returns are repeated. With few different
// bounds or masks rows share instructions: 320 of them take 3.5 each.
//
// # Sources
//
// The diagrams are ordered binary decision diagrams (Bryant, Graph-based algorithms for
// boolean function manipulation, 1986) with tests of words in place of variables. Diagrams by
// words are multi-valued decision diagrams (Srinivasan, Kam, Malik, Brayton, Algorithms for
// discrete function manipulation, 1990). The tree of a node is a two-way comparison search
// tree: see package search for its sources.
//
// [Builder] is the only entry. It receives cases and the tests to separate them, and
// returns nodes of package tree: a different search needs to change nothing outside.
package diagram
