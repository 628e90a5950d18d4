// Package gen is documentation only. Its folders hold seccompgen, the generator of seccomp
// filters, and the libraries and tests of that tool. They promise no API: any commit may
// change them. What generated code imports are packages tables and seccomp.
//
// A policy becomes a program in these steps, each in a package: csvfile reads lines and
// cells; condition parses expressions, constants holds the names in them, and argset
// their meaning; policy applies the rules in order, and warns with the table of package
// sibling; decision numbers the verdicts; tree finds the cheapest tests of numbers and of
// arguments; bpf assembles them; prove compares every input of the program with the
// decision; emit writes Go. Package compile runs the steps after policy. Package
// expectation compares programs with tables of expected verdicts. Package oracle repeats
// the meaning of policies without sharing code, for tests. Package analyze finds the
// syscalls of a Go program, the rules to begin with. Package event describes one syscall
// of a log or a trace, and the rule to allow it; eventlog finds syscalls in logs and crashes,
// strace reads traces, and cause finds the rule that refused an event. Package record writes
// the syscalls of a run into a policy. Package weight computes the weights of syscalls.csv.
//
// Packages oci and operator read the filters of containers, package structure their JSON and
// YAML, package minijail the policies of minijail, package systemd units of systemd. Package
// document writes them as a policy. Package export goes the other way. Package difference
// compares decisions, and package symbolic finds those of programs by any compiler. Package
// report writes a page about profiles, and package picture draws their programs.
//
// # Vocabulary
//
// These words have one meaning in comments, messages, help and names.
//
// Of the kernel:
//
//   - syscall: a system call.
//   - number: the number of a syscall on one architecture, with the base of its ABI: read
//     is 0 on amd64 and 4003 on mips.
//   - operation: what a syscall does, named after the canonical syscall: mmap.
//   - variant: another syscall for the same operation: mmap2.
//   - sibling: another operation with the same effect: clone3 is one of clone.
//   - multiplexer: a syscall that dispatches on its first argument: socketcall, ipc.
//   - selector: the value of that argument for one operation: 1 for socket.
//   - entry point: any number through which an architecture reaches an operation, be it the
//     syscall, a variant or a multiplexer.
//   - companion ABI: the 32-bit ABI of a 64-bit kernel, such as 386 of amd64. The programs
//     of -compat decide its syscalls too.
//   - foreign number: a number of another calling convention under the same audit value,
//     such as x32's on amd64. It is killed always.
//
// Of policies:
//
//   - policy: the CSV file of a user. It holds profiles.
//   - rule: a row of a policy.
//   - profile: a named set of verdicts: a tier, or one of a policy.
//   - tier: one of the six cumulative built-in profiles.
//   - action: what the kernel does on a match: allow, an errno, kill.
//   - condition: the expression of a rule over the arguments.
//   - alternative: the action and the condition of one rule for one number. The first
//     alternative of a number whose condition holds decides.
//   - verdict: the action for one input. "Violation" is the verdict of inputs that no rule
//     decides, "unknown" that of syscalls newer than the baseline.
//   - baseline: the syscalls with a number less than 424, plus the base of the
//     architecture. Since Linux 5.1 all architectures share one table from there on.
//
// Of programs:
//
//   - run, partition: a maximal range of numbers with one verdict; all runs of an
//     architecture.
//   - decision: the partition of an architecture and the meaning of its verdicts.
//   - decision tree: the search tree over numbers.
//   - diagram: the decision diagram over the arguments of one number.
//   - program: the BPF instructions, a prologue and a body for each architecture.
//   - filter: the Go value of package seccomp: a profile and changes at run time.
package gen
