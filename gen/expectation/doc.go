// Package expectation reads tables of expected verdicts and compares programs with them. It
// is the test of a policy: command seccompgen test.
//
// A table is a CSV file. A row names profiles, architectures, a syscall, a condition on its
// arguments, and the verdict for all arguments with a true condition:
//
//	profile,arch,syscall,when,verdict,why
//	server,,socket,family == AF_ALG,violation,no crypto of the kernel
//	server,amd64 arm64,clone3,,errno:ENOSYS,libc falls back to clone
//	,,ptrace,,kill,for all profiles
//
// [Load] reads the cells. [Table.Bind] turns each row into inputs, one per architecture and
// entry point: a number and a set of arguments. On amd64 line 2 is number 41 with all
// arguments with the low word 38 in arg0; on 386 it is number 359, and number 102, socketcall,
// with selector 1 in arg0. There the family is in memory, so the row is about all
// arguments: the condition may be true for each of them.
//
// [Check] compares a program with the inputs. [prove.EvaluateArguments] gives the arguments
// that reach each return. If the inputs of a row share some with a return of another verdict,
// the row fails, and the smallest of them is the example. Nothing is sampled, and nothing of the
// policy's rows is read again. [Table.Report] describes each failure by its example: the path
// through the program from package listing.
package expectation
