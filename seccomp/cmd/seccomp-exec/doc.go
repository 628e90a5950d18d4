// Seccomp-exec runs a program under a system call filter, and says which system
// call ended it.
//
//	seccomp-exec [-profile P] [-block a,b] [-allow c] [-on-violation A] [--] PROGRAM [ARGS]
//
// It does what seccomp.Exec does, from a shell. PROGRAM is searched in PATH. The
// flags are:
//
//	-profile P       the built-in profile to begin with, network unless given
//	-block a,b       block system calls by the kernel's names; may be repeated
//	-allow a,b       allow further system calls; may be repeated; blocking wins
//	-on-violation A  what meets a call that is not allowed: kill (the default),
//	                 errno:NAME such as errno:EPERM, log, or trap (SIGSYS)
//
// The profile network is the default because it is the highest one without calls
// that need privileges: most programs run under it, and it still refuses mount,
// ptrace, bpf and the like. A lower one is worth naming where it is enough.
//
// # Exit codes
//
//	125    seccomp-exec itself failed, and the program did not run
//	126    the program was found, and could not be executed; or 159, where the
//	       filter refuses write(2), by which that is said
//	127    the program was not found
//	128+S  the program was killed by signal S: 159 by SIGSYS, on mips 140
//	else   the program's own
//
// A program that the filter has killed gives one line on standard error, such as
//
//	seccomp-exec: ls: killed by system call statfs (137), which profile essential does not allow
//
// The line lacks the name where it cannot be known: where ptrace(2) is not
// permitted, where there is no /proc, or where the program may not be looked at.
//
// # What the program sees
//
// Its environment, open files, process group and session are those that
// seccomp-exec got. It has seccomp-exec as its parent, which traces it (ptrace(2)),
// but not its child processes. It cannot be traced by another. If seccomp-exec is
// killed by SIGKILL, so is the program. A signal that it neither handles nor
// blocks may interrupt a wait of the few calls that then fail with EINTR
// (signal(7)), as under any tracer.
//
// Signals that seccomp-exec gets are sent on to the program. Those that the
// terminal sends to its whole foreground group, such as SIGINT, are not: the
// program has them already. When the terminal stops the group and the program has
// stopped, seccomp-exec stops too.
//
// Signals that were ignored when seccomp-exec was started are at their defaults
// for the program, other than SIGHUP and SIGINT: the Go runtime takes them over
// before any of the command runs.
package main
