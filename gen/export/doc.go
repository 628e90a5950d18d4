// Package export writes profiles in formats of container runtimes.
//
// A profile gives each number of an architecture its verdicts. A document names syscalls, and
// its rules are the same on all its architectures. For example, the row
//
//	server,kill,errno:EPERM,sig == SIGKILL,
//
// tests 32 bits of a register of 64, so the rule of a document has a mask:
//
//	{"names": ["kill"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1,
//	 "args": [{"index": 1, "value": 4294967295, "valueTwo": 9, "op": "SCMP_CMP_MASKED_EQ"}]}
//
// The rules of a syscall come from the sets of arguments with each action, not from the rows.
// So no two rules with different actions share arguments, and their order does not matter. A
// set is divided into rules with one test for each argument. All rules of a syscall test the
// same arguments first, as far as possible: libseccomp 2.5.4 loses some rules otherwise.
//
// Every document is read back. [Document] compares its verdicts with those of the profile,
// for all numbers and arguments of each architecture, before it returns a byte. A difference
// is an error at the row with the verdict. An approximate document refuses these arguments
// instead: it allows nothing that the profile does not.
package export
