// Seccomp-exec runs a program under a system call filter, and says which system
// call ended it.
//
//	seccomp-exec [-profile P] [-block a,b] [-allow c] [-on-violation A] [-no-supervisor] [--] PROGRAM [ARGS]
//
// It does what seccomp.Exec does, from a shell. PROGRAM is searched in PATH. The
// flags are:
//
//	-profile P       the built-in profile to begin with, network unless given
//	-block a,b       block system calls by the kernel's names; may be repeated
//	-allow a,b       allow further system calls; may be repeated; blocking wins
//	-on-violation A  what meets a call that is not allowed: kill (the default),
//	                 errno:NAME such as errno:EPERM, log, or trap (SIGSYS)
//	-no-supervisor   execute the program in place of seccomp-exec: see below
//
// The profile network is the default because it is the highest one without calls
// that need privileges: most programs run under it, and it still refuses mount,
// ptrace, bpf and the like. A lower one is worth naming where it is enough.
//
// # Exit codes
//
//	125    seccomp-exec itself failed, or could not protect its supervisor, and the
//	       program did not run
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
// Names with unprintable characters are quoted, as in Go.
//
// # The supervisor
//
// Seccomp-exec stays as the parent of the program, to see how it ends. This supervisor
// is no way around the filter. Before the program runs, the supervisor makes itself not
// dumpable (prctl(2)): processes without CAP_SYS_PTRACE cannot open its memory and
// files in proc(5), nor attach to it. It then installs a filter of its own on all its
// threads: no execve, no processes, no files opened for writing, no sockets, no
// executable memory, no ptrace(2) request to attach or to write. A program of root can
// still write code to its supervisor. A syscall outside this filter kills the supervisor
// by SIGSYS, and the program with it. Signals remain: the code can send them to any
// process of its reach.
//
// On s390x mmap(2) hides its arguments from filters. There prctl(PR_SET_MDWE) refuses
// executable memory, from Linux 6.3 on.
//
// If the supervisor is killed, the program is killed too, where ptrace(2) is permitted.
// Processes started by the program go on under the filter of the program.
//
// With -no-supervisor there is no parent: the program has the process of seccomp-exec.
// Then the shell sees SIGSYS itself, and no line names the system call. The
// exit codes 125, 126 and 127 stay.
//
// # Limits of a filter
//
// A filter sees no file names. Where it allows opening files, the program can write the
// memory of any other process of the same user through /proc/PID/mem, and run code
// there without a filter. A filter with ptrace(2) allows the same. Another user for the
// program helps, or a PID namespace, or Yama (/proc/sys/kernel/yama/ptrace_scope).
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
