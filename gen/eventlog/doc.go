// Package eventlog finds the syscalls in text that filters refused or logged: in kernel logs,
// audit logs, crashes of Go programs and dumps of siginfo.
//
// The text may be mixed with other lines. [Read] passes them over. For example, a kernel
// log with
//
//	[ 1523.54] audit: type=1326 audit(1795779030.714:175): auid=0 uid=0 gid=0 ses=1 pid=7 comm="tar" exe="/usr/bin/tar" sig=31 arch=c000003e syscall=41 compat=0 ip=0x7fac0edfcdc7 code=0x80000000
//
// is an [Entry] of 2026-11-27T11:30:30.714Z: /usr/bin/tar with process 7 made socket on amd64,
// and the filter returned 0x80000000, the kill of a process. These forms are known:
//
//	audit: type=1326 audit(...): ...     the kernel's log, as dmesg and journalctl print it
//	audit[7]: SECCOMP auid=0 ...         records in the journal
//	type=SECCOMP msg=audit(...): ...     auditd, raw, enriched, and as ausearch -i prints it
//	type=SYSCALL msg=audit(...): ...     the same of an audit rule, for an import
//	SIGSYS: bad system call              a crash of Go, to the end of its registers
//	--- SIGSYS {si_signo=SIGSYS, ...}    strace
//	$1 = {si_signo = 31, ...}            gdb: print $_siginfo
//
// A line of such a form with a wrong or a missing part is an error with its position. The
// comm and the exe of a record are the program's own choice: they are decoded, and nothing
// in them counts as a field.
//
// A crash has the registers at the syscall instruction, as a filter saw them: the kernel
// restores them before it sends SIGSYS. The registers of mips and of ppc64 do not show the
// byte order. The names of Go's files in the crash do, and else the caller's list of
// architectures decides.
package eventlog
