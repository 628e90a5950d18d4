// Package oracle computes the decisions of filters directly from syscalls.csv and from
// policies. Tests compare programs with it.
//
// The oracle is slow and simple, and shares no code with the generator or the runtime:
// it has its own reader, architectures, multiplexers and conditions. A mistake in the
// generator's code therefore cannot hide in the expected results. It decides one syscall
// at a time and never sees sets, trees or instructions.
//
// For example, a test asks for the policy
//
//	profile,syscall,action,when,why
//	server,socket,,family == AF_UNIX,only local sockets
//
// and two arguments of number 41 on amd64:
//
//	p.Decide("server", "amd64", 41, [6]uint64{1})  // 0x7fff0000, allow
//	p.Decide("server", "amd64", 41, [6]uint64{2})  // 0x80000000, kill
//
// [Policy.Decide] finds the row of syscalls.csv with 41 in the column amd64: socket. It
// reads the rules from the first to the last and collects an alternative, a condition
// with an action, for each rule about socket. It evaluates the conditions with big
// integers: family is the int in register 0, AF_UNIX is 1, the comparison is true. Its own
// table of parameters covers the syscalls of random policies. The first
// alternative with a true condition decides. With arg0 = 2 none does, and the syscall is
// a violation: it gets the profile's violation action, by default kill.
//
// On 386 socketcall, number 102, reaches socket too. Its argument arg0 is a selector,
// and the family is in memory. The oracle returns an error for such a condition; the
// generator rejects the policy.
//
// [Oracle.Verdict] decides for the built-in profiles and for changes of a [Filter].
// Package random draws policies and inputs.
package oracle
