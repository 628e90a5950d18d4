// Package seccomp installs seccomp filters, compiled ahead of time. A whole program:
//
//	package main
//
//	import (
//		"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
//		"github.com/sandbox-seccomp/sandbox-seccomp/tables"
//		"log"
//	)
//
//	func main() {
//		f := seccomp.New(tables.Network())
//		f.Block(tables.SYS_EXECVE, tables.SYS_EXECVEAT)
//		if err := f.Install(0); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// Call [Filter.Install] once, after the start of the program and before its first untrusted
// input: what ran before, such as opening a log or dropping privileges, needs no rule. For
// one thread call [Filter.InstallThread], for another program [Exec].
//
// A filter cannot be removed. New threads and child processes inherit it, and it stays over
// execve. It sets no_new_privs: setuid programs run without their privileges. A second
// filter only makes the first one stricter. To install it is a syscall too, seccomp(2): of
// the built-in profiles only unrestricted and allow-all allow it.
//
// [Filter.InstallListener] lets another part of the program, or another process, answer the
// syscalls with action [UserNotify]: see package notify.
//
// [Filter.Verdict] decides a syscall with arguments as the kernel would, and installs nothing:
// a unit test can check that a filter refuses socket(AF_ALG).
//
// The package adds 33 KB to a program. Building, checking and installing a filter allocate
// nothing, unless two goroutines install filters or ask for verdicts at once.
//
// # Terms
//
//   - syscall: a system call of Linux. Its number depends on the architecture.
//   - operation: the work of a syscall, named after it: mmap.
//   - variant: another syscall for the same operation: mmap2.
//   - multiplexer: a syscall for many operations, such as socketcall. Its first argument,
//     the selector, chooses one.
//   - entry point: any number through which an architecture reaches an operation: the
//     syscall, its variants, its multiplexers.
//   - companion ABI: the 32-bit ABI of a 64-bit kernel.
//   - profile: a named set of verdicts, built in or made from a policy.
//   - tier: one of the six cumulative built-in profiles, from essential to unrestricted.
//   - hardened profile: a tier with conditions on arguments, of package hardened.
//   - policy: a CSV file of rules. Command seccompgen compiles it to profiles.
//   - action: the kernel's reaction to a syscall: allow, or an [Action].
//   - verdict: the action for one input. A violation is an input without a rule; unknown is
//     a number newer than the baseline without a rule, in the tables or not.
//   - baseline: the syscalls with a number less than 424, plus the base on mips: 4000 or
//     5000. Since Linux 5.1 all architectures share one table from there on.
//   - condition: an expression of a rule over the syscall's arguments.
//   - filter: a profile with the changes of this package, a [Filter].
//   - program: the BPF instructions of a filter: prologue, rules of Allow and Block, body.
//
// # Verdicts
//
// A filter decides each syscall by the first of these that applies:
//
//  1. Syscalls of another architecture kill the process, and with it 32-bit programs. A
//     policy compiled with -compat decides the companion ABI instead. Numbers of another
//     calling convention also kill: x32 on amd64 (512 to 547, and bit 30), the two other
//     conventions of o32, n64 and n32 on mips. No action changes this.
//  2. Blocked syscalls meet the violation action, or a stricter one of the profile.
//  3. Syscalls given to Allow are allowed, for all arguments.
//  4. The profile decides. A violation meets the profile's action, [KillProcess] for the
//     built-in ones, or the one of [Filter.OnViolation]. An unknown number fails with
//     ENOSYS, or meets the action of [Filter.OnUnknown]; allow-all allows it. With [Log] for
//     violations, unknown numbers are logged too, unless their action is set.
//
// A profile from a policy may also have conditions, and other actions for some syscalls.
//
// # Laws
//
// Actions have the kernel's order, strictest first: [KillProcess], [KillThread],
// [Trap], [Errno], [UserNotify], [Trace], [Log], allow. For every filter,
// architecture, number and arguments:
//
//   - Block never makes a verdict weaker. A blocked syscall meets the violation
//     action, or the profile's own action if stricter; under conditions the strictest of
//     the profile's actions counts for all arguments.
//   - Allow changes the verdict of its syscalls to allow, except for those of Block,
//     before or after, and multiplexers with a blocked operation. It changes no other
//     verdict.
//   - OnViolation and OnUnknown replace one action of the profile, like the rows
//     violation and unknown of a policy. A stricter action makes no verdict weaker.
//
// # Limits
//
// A filter sees numbers and arguments, never memory: no file names, no addresses, no flags
// of clone3 and openat2. io_uring works without syscalls: block io_uring_setup together
// with the syscalls of its operations.
//
// Install needs Linux 3.17. Before 4.14 [KillProcess] acts as [KillThread], and
// [Log] kills. Other systems return [errors.ErrUnsupported], and so does user-mode qemu:
// it emulates no seccomp(2).
//
// # Programs with cgo
//
// Install covers the threads of C code too. In a policy refuse clone3 with ENOSYS, never
// EPERM: libc then falls back to clone, and can start threads.
package seccomp
