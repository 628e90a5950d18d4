// Package expect compares the output of a guest with the oracle.
//
// A [Run] describes one guest's work: an architecture, filters, and syscalls with
// arguments. [Run.FiltersFile] and [Run.SyscallsFile] are the guest's input. [Run.Check]
// reads its output, from a pipe or off the serial console of a virtual machine, and
// returns every difference from gen/oracle. The oracle reads syscalls.csv and the
// policies by itself:
//
//	SyscallsFile    wide b 123456789abcdef0 0 0 0 0 0
//	guest           outcome denied 0
//	oracle          wide allows it: amd64/munmap,,arg0 == 0x123456789abcdef0
//	Check           filter wide: munmap (11) with the arguments [...] is denied, must be allowed
//
// The tests alter each line and each value of a right output, and Check must notice
// every change.
package expect
