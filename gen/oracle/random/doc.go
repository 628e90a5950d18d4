// Package random generates policies and syscalls for tests of the generator.
//
// Uniformly random rules rarely concern the same syscall, and uniformly random arguments
// almost never meet a condition such as arg0 == 1. So the package generates both with
// the mistakes of compilers in mind.
//
// A [Generator] draws policies: many rules for few syscalls, conditions with every
// construct of the language, few constants in many conditions. It keeps a rule only if
// the oracle shows its effect: for some of a few drawn inputs, the rule changes the
// decision. Then a rule may repeat an earlier one. A seed always gives the same policy:
//
//	g.FromSeed(1)
//
// [Calls] draws inputs for a policy at the boundaries of its conditions. For the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// it solves the comparison for arg0. AF_UNIX is 1, so 0, 1 and 2 are its candidates. It
// draws number 41 most of the time, then one candidate, and sometimes changes that by
// one, by a bit, or in the upper 32 bits:
//
//	nr  arg0            decision
//	41  0x1             allow
//	41  0x2             kill
//	41  0x80000001      kill
//	41  0x5d00000001    allow, since uint32 ignores the upper half
//	42  0x1             kill
//
// The other arguments are random. Some inputs have a random number, or one near the
// limits of the tables.
package random
