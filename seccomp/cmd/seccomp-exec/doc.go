// Seccomp-exec runs a program under a seccomp filter, and reports the syscall that ended
// it.
//
//	seccomp-exec [flags] [--] PROGRAM [ARGS]
//	seccomp-exec -record FILE [-profile NAME] [-merge] [--] PROGRAM [ARGS]
//
// It is seccomp.Exec for a shell. PROGRAM is searched in PATH. The flags are:
//
//	-profile P       the built-in profile, hardened-network by default:
//	                 hardened-minimal, hardened-io-heavy, hardened-compute, hardened-network,
//	                 essential, minimal, io-heavy, compute, network, unrestricted, allow-all
//	-policy FILE     take the profile from a policy, as seccompgen generate does; -profile
//	                 names it if there are several
//	-compat          apply the policy to the companion ABI too
//	-block a,b       block syscalls, by the kernel's names; may be repeated
//	-allow a,b       allow more syscalls; may be repeated; -block wins
//	-on-violation A  the action for other syscalls, in place of the profile's own:
//	                   kill        kill PROGRAM with SIGSYS (that of the built-in profiles)
//	                   errno:NAME  the syscall fails with an errno, such as EPERM
//	                   log         log the syscall and let it proceed
//	                   trap        send SIGSYS: PROGRAM may catch it
//	-report          let refused syscalls fail, kill for none, and list them at the end
//	-report=allow    make refused syscalls, and list them at the end
//	-no-supervisor   execute PROGRAM in place of seccomp-exec: no parent stays, and
//	                 nothing reports the syscall that ended it
//	-record FILE     refuse nothing, and write the rules for all syscalls of PROGRAM and
//	                 its child processes to FILE, as profile NAME of a policy
//	-merge           add them to the policy in FILE; its rules and comments stay
//
// The default is hardened-network. Most programs run under it: it refuses mount, ptrace, bpf and
// the like, and of the arguments new namespaces, typing into terminals, and sockets other than
// inet, inet6, unix and netlink route. Choose a lower one if it is enough. The tier network is
// for a program in need of what the hardened profile refuses: it leaves user namespaces, AF_ALG,
// AF_VSOCK and netfilter sockets open to a program without privileges. See package hardened,
// also for 386 and s390x.
//
// # Recording
//
// With -record no syscall is refused. All syscalls of PROGRAM, its threads and its child
// processes become the rules of a policy in FILE:
//
//	seccomp-exec -record dd.csv -- dd if=/dev/zero of=/dev/null count=60000
//
//	# weight 60001
//	dd,read,,,
//	# weight 12
//	dd,ioctl,,,
//	# dd,ioctl,,cmd == TCGETS || cmd == TIOCGWINSZ,all that was seen
//	dd,restart_syscall,,,static base of Go and libc: the kernel resumes a syscall ...
//
// A comment before a rule counts its syscalls: its weight. A comment after a rule proposes a
// condition, if few commands, families, options or flags were seen: put the row in place of
// the rule. A run does not show all syscalls of a libc or of the Go runtime; those that
// come with signals, threads and crashes are added, with the reason "static base".
//
// The profile in FILE is the name of PROGRAM without -profile. With -merge the lines of FILE
// stay, but for weights and proposals. A row with the condition of some syscalls counts these
// alone. A rule is added where FILE refuses a recorded syscall
// and has no rule for it. A condition or a refusal stays: a comment after it proposes the
// row, and a line on standard error names it. Without -merge a record replaces FILE.
//
// An ordinary user can record. The record ends with the last process, as with strace -f,
// and has the exit code of PROGRAM. If PROGRAM leaves processes in the background, SIGINT
// or SIGTERM to seccomp-exec ends the record, and the processes go on.
//
// During the run the counts are in FILE.journal. After Ctrl-C, and after the death of
// PROGRAM, FILE is written. If seccomp-exec is killed, PROGRAM is killed too, and a second
// process, the guard, goes on with its children and writes FILE after them. If the guard is
// killed too, or the disk is full, the journal stays: it has all its blocks from the start.
// The next run with -merge and the same profile adds it.
//
// Some programs behave in another way than alone:
//
//   - Set-user-ID files give no privileges (no_new_privs), as under a filter.
//
//   - A filter that PROGRAM installs refuses its syscalls first, and refused ones are not
//     recorded. A filter with a listener of its own fails with EBUSY, and strict mode with
//     EINVAL.
//
//   - Syscalls of the companion ABI, such as 386 on amd64, are recorded under the same
//     names: generate with -compat. A syscall of x32 or without a name is a comment, as no
//     rule can allow it.
//
//   - A signal can end a syscall before seccomp-exec has seen it. Most start again and are
//     recorded then. Under a handler without SA_RESTART it fails with EINTR, even fork(2).
//     A line at the end counts those syscalls: their rules may be missing. It happens with
//     many signals on a busy machine; record again with -merge.
//
// Each syscall waits for seccomp-exec: a program of nothing but syscalls takes some 25 times
// as long, 30 times before Linux 6.11; tar takes three times as long. Before Linux 5.9, and inside another record, seccomp-exec traces by
// ptrace(2) instead. That takes longer, and PROGRAM cannot trace processes itself.
//
// # Exit codes
//
//	125    seccomp-exec itself failed, or could not protect its supervisor; PROGRAM did
//	       not run. With -record also: FILE could not be written
//	126    PROGRAM was found and cannot be executed; 159 if the filter refuses the
//	       write(2) of this report
//	127    PROGRAM was not found
//	128+S  PROGRAM was killed by signal S: 159 by SIGSYS, on mips 140
//	else   PROGRAM's own
//
// A program killed by the filter gives one line on standard error, such as
//
//	seccomp-exec: ls: killed by syscall statfs(pathname=0x7f6b, buf=0x7ffe) (137): profile essential does not allow it
//
// The arguments have the kernel's names, and constants where one is meant. An address is not
// read: filters cannot read it either. The line lacks the syscall without permission for
// ptrace(2), without /proc, and for a program not readable by its user. Names with
// unprintable characters are quoted, as in Go.
//
// A process started by the program, or by such a process, has a line of the same form when
// the filter kills it, under its own name: argument 0 of its start. The same name and syscall
// have one line. There is no line under a filter with an errno or log as its action, nor
// under one that allows ptrace(2): there a process may trace its own children, and has one
// tracer.
//
// # Policies
//
//	seccomp-exec -policy policy.csv -profile server -- ./server
//
// The policy is compiled for this machine and proved, as by seccompgen generate. The program
// is equal to the generated one. Errors and warnings are those of seccompgen. The exit code
// for an error is 125. A profile with action notify is an error: a policy has no listener.
// As seccomp-exec installs the filter before the program starts, the policy must allow execve,
// except with -report.
//
// # Reports
//
// With -report one run finds what takes many otherwise. The program goes on: a refused
// syscall fails with the profile's errno, or with ENOSYS in place of a kill, a trap and
// trace. Libraries take ENOSYS for an older kernel, and often continue. The syscalls exit,
// exit_group, rt_sigreturn, sigreturn and restart_syscall never fail, so they are made. With
// -report=allow all refused syscalls are made. At the end, also after Ctrl-C, each refused
// syscall is listed, those of child processes and threads included:
//
//	seccomp-exec: ./server: refused: 2 syscalls
//	seccomp-exec: socket(family=AF_NETLINK, type=SOCK_RAW, protocol=0), 3 times by /srv/server: profile server does not allow these arguments; add before policy.csv:30
//	seccomp-exec:   server,amd64/socket,,family == AF_NETLINK,
//	seccomp-exec: mkdir(pathname=0xc000012, mode=0o755), 1 time by /usr/bin/git: profile server refuses it, policy.csv:7; add in place of policy.csv:7
//	seccomp-exec:   server,mkdir,,,
//
// The arguments are those of the first time. Syscalls with one row have one line. The second
// line of each is the row to add to the policy, or a flag for a built-in profile. At its
// place the row alone allows the syscall. The flag allows all arguments: it reopens a hardened
// profile, and a policy with an exception before @hardened-network is better. There is no flag
// for clone3 and others that a hardened profile lets fail with ENOSYS: programs do without.
// Nor is there a row or a flag for a syscall newer than the baseline without a rule, such as
// io_uring_setup: it fails with ENOSYS too, unless the policy has another action for unknown.
//
// A report protects nothing: it is for trying a policy. A listener answers the refused
// syscalls (seccomp_unotify(2), Linux 5.6). Without it the supervisor traces all processes by
// ptrace(2), from Linux 4.8. Then every syscall is slower, execve is made, and the processes
// cannot be traced by others. A program that stops its supervisor waits for it, and one that
// installs a listener of its own gets EBUSY. Processes that outlive the program are not
// listed from then on, and their refused syscalls fail with ENOSYS.
//
// # The supervisor
//
// Seccomp-exec stays as the parent of the program, to see its end. This supervisor is no way
// around the filter. Before the program runs, the supervisor makes itself not dumpable
// (prctl(2)): processes without CAP_SYS_PTRACE cannot open its memory and files in proc(5),
// nor attach to it. It then installs a filter of its own on all its threads: no execve, no
// processes, no files opened for writing, no sockets, no executable memory, no ptrace(2)
// request to attach or to write. With -report it may also answer refused syscalls, read links
// and poll. A program of root can still write code to its supervisor.
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
// Seccomp-exec is its parent and traces it (ptrace(2)). It also traces the processes started
// by it if the filter refuses ptrace(2) and kills for some syscall. No other process can trace
// those. While seccomp-exec is stopped, a traced process waits at its next signal, start and
// end of a process. If seccomp-exec is killed by SIGKILL, so is the program; other processes
// continue. An ignored signal may interrupt a syscall with EINTR (signal(7)), as under any
// tracer.
//
// Seccomp-exec forwards its signals to the program, except those of the terminal to the
// whole foreground group, such as SIGINT: the program has them already. When the terminal
// stops the group and the program has stopped, seccomp-exec stops too.
//
// Signals ignored at the start of seccomp-exec are at their defaults for the program, other
// than SIGHUP and SIGINT: the Go runtime takes them over before any of the command runs.
package main
