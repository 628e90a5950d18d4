// Seccomp-exec runs a program under a seccomp filter, and reports the syscall that ended
// it.
//
//	seccomp-exec [flags] [--] PROGRAM [ARGS]
//
// It is seccomp.Exec for a shell. PROGRAM is searched in PATH. The flags are:
//
//	-profile P       the built-in profile, network by default: essential, minimal, io-heavy,
//	                 compute, network, unrestricted, allow-all
//	-block a,b       block syscalls, by the kernel's names; may be repeated
//	-allow a,b       allow more syscalls; may be repeated; -block wins
//	-on-violation A  the action for other syscalls:
//	                   kill        kill PROGRAM with SIGSYS (the default)
//	                   errno:NAME  the syscall fails with an errno, such as EPERM
//	                   log         log the syscall and let it proceed
//	                   trap        send SIGSYS: PROGRAM may catch it
//	-no-supervisor   execute PROGRAM in place of seccomp-exec: no parent stays, and
//	                 nothing reports the syscall that ended it
//
// The default is network, the highest tier without privileged syscalls: most programs run
// under it, and it refuses mount, ptrace, bpf and the like. Choose a lower one if it is
// enough.
//
// # Exit codes
//
//	125    seccomp-exec itself failed, or could not protect its supervisor; PROGRAM did
//	       not run
//	126    PROGRAM was found and cannot be executed; 159 if the filter refuses the
//	       write(2) of this report
//	127    PROGRAM was not found
//	128+S  PROGRAM was killed by signal S: 159 by SIGSYS, on mips 140
//	else   PROGRAM's own
//
// A program killed by the filter gives one line on standard error, such as
//
//	seccomp-exec: ls: killed by syscall statfs (137): profile essential does not allow it
//
// The line lacks the name without permission for ptrace(2), without /proc, and for a program
// not readable by its user. Names with unprintable characters are quoted, as in Go.
//
// # The supervisor
//
// Seccomp-exec stays as the parent of the program, to see its end. This supervisor is no way
// around the filter. Before the program runs, the supervisor makes itself not dumpable
// (prctl(2)): processes without CAP_SYS_PTRACE cannot open its memory and files in proc(5),
// nor attach to it. It then installs a filter of its own on all its threads: no execve, no
// processes, no files opened for writing, no sockets, no executable memory, no ptrace(2)
// request to attach or to write. A program of root can still write code to its supervisor.
// A syscall outside this filter kills the supervisor by SIGSYS, and the program with it.
// Signals remain: the code can send them to any process in its reach.
//
// On s390x mmap(2) hides its arguments from filters. There prctl(PR_SET_MDWE) refuses
// executable memory, since Linux 6.3.
//
// If the supervisor is killed, the program is killed too, with permission for ptrace(2).
// Processes started by the program continue under its filter.
//
// With -no-supervisor there is no parent: the program has the process of seccomp-exec. Then
// the shell sees SIGSYS itself, and no line names the syscall. The exit codes 125, 126 and
// 127 stay.
//
// # Limits of a filter
//
// A filter sees no file names. A program with open(2) can write the memory of any other
// process of the same user through /proc/PID/mem, and run code there without a filter. So
// can one with ptrace(2). Another user for the program helps, or a PID namespace, or Yama
// (/proc/sys/kernel/yama/ptrace_scope).
//
// With kill as the action, user lookups of glibc need network: ls -l, tar, and bash without
// $SHELL try a socket to nscd. Under an errno they continue.
//
// # The program's view
//
// The program has the environment, open files, process group and session of seccomp-exec.
// Seccomp-exec is its parent and traces it (ptrace(2)), but not its child processes. No
// other process can trace it. If seccomp-exec is killed by SIGKILL, so is the program. An
// ignored signal may interrupt a syscall with EINTR (signal(7)), as under any tracer.
//
// Seccomp-exec forwards its signals to the program, except those of the terminal to the
// whole foreground group, such as SIGINT: the program has them already. When the terminal
// stops the group and the program has stopped, seccomp-exec stops too.
//
// Signals ignored at the start of seccomp-exec are at their defaults for the program, other
// than SIGHUP and SIGINT: the Go runtime takes them over before any of the command runs.
package main
