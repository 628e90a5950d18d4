// Package seccomp installs system call filters that were compiled ahead of time.
//
// A [Filter] begins with a profile of package tables and may allow and block
// further calls. Building and installing one allocates nothing: the program is in
// the binary, and block rules are put before its body.
//
// A filter cannot be taken off. It passes to new threads and child processes and
// stays over execve. Further filters can only make it stricter, and installing one is a
// call of seccomp(2), which of the built-in profiles only unrestricted and allow-all
// hold: under the others a second Install is a violation.
//
// # What a filter decides
//
// A call of another architecture kills the process, so that a 64-bit one can run no
// 32-bit programs, unless the profile is of a policy that was generated with -compat. So
// does a number of another calling convention: on amd64 those of x32, with bit 30 set or
// from 512 to 547; on mips those of the other two of o32, n64 and n32. Actions, Allow and
// policies change nothing there. A
// blocked call, or one that the profile does not hold, meets the violation action: the
// profile's, which is [KillProcess] for the built-in ones, unless [Filter.OnViolation]
// says otherwise. A number newer than the tables meets the unknown action: the
// profile's, ENOSYS for the tiers, unless [Filter.OnUnknown] says otherwise; under
// allow-all it is allowed, and OnUnknown changes nothing. All else is allowed.
//
// A profile made of a policy may decide by arguments, and have further actions for
// some calls. What Allow and Block are given they allow and block for all arguments.
//
// # Laws
//
// Actions have the kernel's order, strictest first: [KillProcess], [KillThread],
// [Trap], [Errno], [UserNotify], [Trace], [Log], allow. For every filter,
// architecture, number and arguments:
//
//   - Block never makes a verdict weaker. A blocked syscall meets the violation
//     action, or the profile's own action if that is stricter; where the profile's
//     depends on arguments, the strictest of them counts for all arguments.
//   - Allow changes the verdict of its syscalls to allow, except for those that Block
//     names, before or after. It changes no other verdict.
//   - OnViolation and OnUnknown replace one action of the profile, as the rows
//     violation and unknown of a policy do. A stricter action makes no verdict weaker.
//
// Block, Allow and OnViolation see syscalls only. What io_uring does for a process is
// no syscall: block io_uring_setup with the syscalls whose work it can do.
//
// # Kernels
//
// Install needs Linux 3.17. Before 4.14 [KillProcess] acts as [KillThread], and
// [Log] kills. Other systems get [errors.ErrUnsupported].
package seccomp
