// Package event describes one syscall in the words of a policy: the syscall by name, its
// arguments by the kernel's names, their values by constants, and the rule to allow it.
//
// An [Event] comes from a log, a crash, a trace or a listener. For example
//
//	Event{Arch: amd64, Number: 41, Args: [6]uint64{38, 5, 0}, Known: AllArguments}
//
// has the name socket, and the text and the rule
//
//	socket(family=AF_ALG, type=SOCK_SEQPACKET, protocol=0)
//	server,amd64/socket,,family == AF_ALG,
//
// A rule has a condition for families, commands, options, and for some flags: values that
// decide what the syscall does. File words.csv lists them, with the constants of other
// parameters. The rule is for one architecture if another one cannot check the condition:
// on 386 the family of socket is also in memory, where socketcall reads it.
//
// A [Tally] counts events and writes the rules for all of them.
package event
