// Package gen contains documentation only: the terms of the generator and the order of its
// packages.
//
// The folder gen holds a tool, seccompgen, and its packages. They promise no API: exported
// names may change in any version. Programs import package seccomp and package tables, and
// the packages generated from policies.
//
// # Terms
//
// Syscalls:
//
//   - syscall: a system call.
//   - number: the number of a syscall on one architecture, with the base of its ABI.
//   - operation: the effect of a syscall, named after its canonical syscall: mmap.
//   - variant: another syscall for the same operation: mmap2.
//   - multiplexer: a syscall with several operations, selected by its first argument:
//     socketcall, ipc.
//   - selector: the value of this argument for one operation.
//   - entry point: any number for an operation on an architecture: of its syscall, its
//     variants and its multiplexers.
//   - companion ABI: the 32-bit ABI of a 64-bit kernel: 386 on amd64.
//     The flag -compat includes it.
//   - baseline: the syscall table in syscalls.csv, from one version of the kernel.
//
// Policies:
//
//   - tier: one of the six cumulative built-in profiles.
//   - profile: a named set of verdicts: a tier, or one defined by a policy.
//   - policy: the CSV file of a user, with one or more profiles.
//   - rule: a row of a policy.
//   - condition: the expression of a rule over arguments: uint32(arg0) == AF_UNIX.
//   - action: the kernel's reaction: allow, errno, kill, and others.
//   - verdict: the action for one input. Three verdicts have names. A violation is an input
//     without a rule. Unknown is a number after the baseline. Foreign is a number of another
//     calling convention, such as x32.
//
// Programs:
//
//   - filter: a profile with changes made at run time. It exists in package seccomp only.
//   - program: BPF instructions: a prologue, and one body per ABI.
//   - run: a maximal range of numbers with one verdict.
//   - partition: all runs of an architecture.
//   - decision: a partition, and the meaning of its verdicts for all arguments.
//   - decision tree: the search tree over numbers.
//   - decision diagram: the tests on arguments, shared between cases.
//
// # Packages
//
// In the order of the data. Each package comment follows the same rule of a policy, "only
// local sockets", from its row to the instruction and the proof.
//
// Facts:
//
//   - arch: the architectures. Its comment lists the files to change for a new one.
//   - interval: ranges of 32-bit numbers.
//   - action: the actions and return values.
//   - constants: constants and errnos of golang.org/x/sys/unix on each architecture.
//   - abi: the place and width of each syscall's arguments.
//
// Input:
//
//   - csvfile: lines and cells of a CSV file, with places for errors.
//   - catalog: syscalls.csv, checked.
//   - profile: the decisions of the built-in profiles.
//   - argset: sets of arguments.
//   - condition: the expression of a rule, and its set of arguments.
//   - nearest: suggestions for misspelt names.
//   - policy: the rules of a policy, and the decision of each profile.
//   - decision: a profile's verdict for every number and all arguments.
//
// Programs:
//
//   - search: the decision tree with the lowest cost.
//   - diagram: the decision diagrams at its leaves.
//   - tree: the nodes of both.
//   - bpf: the instructions.
//   - prove: the proof of a program against its decision, on every input.
//   - compile: all steps from a decision to a proved program.
//
// Output:
//
//   - listing: explanations of programs, and the formats of dump.
//   - difference: the changes between two policies.
//   - emit: the Go files of package tables and of policies.
//   - regular, replace: reading regular files, and replacing files atomically.
//   - seccompgen: the command. Its comment is the guide to policies.
//
// Checks and updates:
//
//   - tablesource: generated files, read back from disk.
//   - oracle: an independent reader of syscalls.csv and policies, for tests only.
//   - xsys: numbers and constants from the source of golang.org/x/sys/unix.
package gen
