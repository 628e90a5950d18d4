/*
Seccompgen compiles seccomp policies to Go packages. It proves each filter before it
writes a byte.

	seccompgen generate  writes the package of a policy, or package tables
	seccompgen dump      prints a program, or the path of one syscall through it
	seccompgen list      prints the tiers and groups, or the meaning of a name
	seccompgen test      compares programs with tables of expected verdicts
	seccompgen diff      prints what two policies, programs or processes decide differently
	seccompgen analyze   prints the rules for the syscalls that a Go program can make
	seccompgen explain   names the refused syscalls in logs and crashes, and their rules
	seccompgen import    prints the policy in a container's filter, a trace of strace or an
	                     audit log
	seccompgen export    writes a profile as the filter of a container, or as raw programs
	seccompgen report    writes a page about a policy for its reviewer
	seccompgen update    refreshes syscalls.csv and gen/constants from golang.org/x/sys/unix
	                     and the headers of a kernel, and gen/abi from its source
	seccompgen help      prints the usage, or the flags of a command: seccompgen help dump

The exit code is 0; 1 for wrong input or a file that cannot be written; 2 for wrong
arguments. That of diff is 1 for a difference, and 2 for any error. An error of the input is
printed as file:line:col, and no file has changed: first all errors in cells, then, once the
cells are right, all errors between rules.
Without errors, generate, dump, test and diff print the warnings: rules with another effect
than their author probably intends. The exit code is 0 all the same; with -strict
warnings are errors.

Runs of generate into one folder take turns: each locks the folder. With -check,
generate and update write nothing, and exit with 1 if a file on disk would change.
generate names each such file with its first different line. Runs with -check share the
lock.

The rest is the guide to policies.

# A policy

A policy is a CSV file in a module of yours. seccompgen makes a Go package of it, with a
program for each architecture. In the module, type

	go get github.com/sandbox-seccomp/sandbox-seccomp/seccomp
	go get -tool github.com/sandbox-seccomp/sandbox-seccomp/gen/seccompgen
	mkdir policy

and write two files. The first is policy/policy.csv:

	# profile server: serves files over TCP, and may run no programs
	profile,syscall,action,when,why
	server,violation,errno:EPERM,,other syscalls fail with EPERM; the default is kill
	server,pidfd_send_signal,errno:ENOSYS,,signals process groups too; Go falls back to kill
	server,@network,,,the built-in profile: files and threads and sockets
	server,-execve,,,no other programs
	server,-execveat,,,
	server,ptrace,kill,,someone has broken in
	server,-ioctl,,,"removed here, and added again with a condition"
	server,ioctl,,cmd == TCGETS || cmd == TIOCGWINSZ,is it a terminal and how wide
	server,-kill,,,
	server,kill,,pid > 0,"one process, no groups"

The second is policy/doc.go:

	// Package policy is generated from policy.csv.
	package policy

	//go:generate go tool seccompgen generate -policy policy.csv -pkg policy

Type

	go generate ./...

and use the package in a program:

	package main

	import (
		"log"

		"example.com/user/policy"
		"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
		"github.com/sandbox-seccomp/sandbox-seccomp/tables"
	)

	func main() { confine() }

	func confine() {
		f := seccomp.New(policy.Server())
		f.Block(tables.SYS_SYMLINK, tables.SYS_SYMLINKAT) // as with a built-in profile
		if err := f.Install(0); err != nil {
			log.Fatal(err)
		}
	}

The tool's own dependencies stay out of the program: it links golang.org/x/sys/unix
alone. Folder seccomp/examples has three longer policies.

# Cells

A row is a rule. Its cells are a profile, a syscall, an action, a condition, and the
reason. The syscall is one of

	openat            the operation, by every variant and multiplexer
	mmap2             a variant or a multiplexer: it alone, on each architecture with it
	s390x/clone       one syscall on one architecture
	-openat, -mmap2   removes earlier rules for it
	-s390x/clone
	@network          all rules of a built-in profile, such as @hardened-network, or of an
	                  earlier profile in the file;
	                  its violation and unknown actions are not included
	@mount, -@mount   a rule for each syscall of a group, or their removal
	violation         the action for input decided by no rule; kill by default
	unknown           the action for syscalls newer than the baseline without a rule:
	                  see Newer syscalls; errno:ENOSYS by default

Variants do one operation: a rule for mmap covers mmap2 too, and a rule for socket covers
selector 1 of socketcall. The name of a variant means the variant: a rule for oldfstat
leaves fstat. (Filter.Allow and Filter.Block of package seccomp take both names for the
operation.) A syscall that does the same job with different arguments is a separate
operation: a rule for openat leaves open, openat2 and creat.

A group is a set of syscalls with one purpose. Most names and members are those of
systemd: @mount, @file-system, @network-io, @process, @keyring, @module, @clock, @raw-io,
@reboot, @swap, @debug, @ipc, @setuid, @privileged; others are @io-uring, @new-mount-api and
@sysv-ipc. seccompgen list prints all, and seccompgen list @mount its members. The row of a
group can have an action and no condition. It covers every variant, like rows for its
syscalls, so an exception comes before it:

	deny,mount,notify,,the supervisor mounts
	deny,@mount,errno:EPERM,,and nobody else
	deny,@allow-all,,,

In another order the row of the group decides nothing, which is an error. So is an earlier
row for a profile or another group that decides some of its syscalls otherwise.

The action is one of

	                        allow
	errno:EPERM, errno:13   the syscall fails
	kill, kill-thread       the process or the thread ends
	trap                    the thread gets SIGSYS
	trace:7                 the tracer decides, and gets the number
	notify                  the filter's listener decides
	log                     the syscall proceeds and is logged

The condition is a Go expression, or empty for every input:

	family == AF_UNIX || family == AF_INET
	prot & (PROT_WRITE|PROT_EXEC) != PROT_WRITE|PROT_EXEC
	cmd == TIOCSTI
	pid > 0 && sig != SIGKILL

Names with small letters are the arguments of the syscall, as the kernel calls them in its
SYSCALL_DEFINE. The hint after a wrong name lists the right ones. An argument has the
kernel's own place, width and sign on each architecture: cmd is the 32 bits that ioctl
reads, pid has a sign, the mode of chmod has 16 bits, and the clone_flags of clone are
the second argument on s390x. A pointer can be compared with 0 only.

Names with capitals are the constants of the kernel's headers and of golang.org/x/sys/unix,
each with the architecture's own value. A number for a command of ioctl can be another
command elsewhere, and is a warning:

	server,ioctl,errno:EPERM,cmd == 0x540d,
	policy.csv:13:33: warning: 0x540d is TIOCNXCL, but TCGETS on mips, mips64, mips64le, mipsle; write the name

The operators and their precedence are Go's: & | ^ &^ << >>,
== != < <= > >=, && || !. == and != accept a number with or without a sign: uid == -1 is
uid == 0xffffffff. Bits have no sign.

Test a set of flags with &, not with ==: a program passes a refusal of
clone_flags == CLONE_NEWUSER with any other flag. The rule is a warning.

The registers are arg0 to arg5, in the order of the manual, section 2: unsigned, and as
wide as a machine word. uint32 keeps the low 32 bits, int32 reads them with a sign, and int
reads the whole register with a sign. Few rules need them: the later arguments of prctl and
keyctl have no names. A condition on bits that the kernel drops is an error, except in
uint64, the whole register of any argument: uint64(family) == AF_UNIX.

	server,fcntl,errno:EPERM,arg1 == F_SETLK,
	policy.csv:4:26: arg1 of fcntl has 32 bits, and the condition tests more on amd64, arm64, loong64, mips64, mips64le, ppc64, ppc64le, riscv64, s390x; write cmd == F_SETLK

# Order

The first rule with a true condition decides. An exception therefore stands before its
rule, and refusals stand before @allow-all. To replace an earlier rule, remove it with
"-" first. A rule may repeat what earlier rules decide. If it never decides, and would
decide otherwise, it is an error:

	server,listen,errno:EACCES,,
	policy.csv:13:8: unreachable: line 5 already decides every listen; move this row before it, or add "-listen" between them

So is a name of no syscall:

	server,conect,,,
	policy.csv:13:8: unknown syscall "conect"; did you mean connect?

# Newer syscalls

Since Linux 5.1 all architectures share one table of syscalls, from number 424 on; on mips the
base, 4000 or 5000, is added. Programs can do without these syscalls: they take ENOSYS for an
older kernel, and libc and Go then fall back. So a number from 424 on is unknown as long as no
rule decides it, whether the tables know its name or not. It meets the action of the row
unknown, by default errno:ENOSYS, and not the one for violations. A later version of the tables
changes no verdict.

A rule with a condition decides its syscall: if the condition is false, that is a violation.
Removed by "-", a syscall has no rule, and is unknown again.

With violation,log and no row unknown, unknown syscalls are logged too, and proceed: such a
profile is for finding what it lacks. The same holds for f.OnViolation(seccomp.Log).

@allow-all decides every number, and a syscall removed after it is a violation. Its syscalls of
next year are allowed then. Not so with a row unknown: a syscall newer than the baseline needs
a rule of its own, or of a tier. In

	open,unknown,errno:ENOSYS,,
	open,bpf,errno:EPERM,,
	open,@unrestricted,,,
	open,@allow-all,,,

@unrestricted allows pidfd_open, and next year's syscalls fail with ENOSYS.

# Siblings

Many effects have several syscalls: clone and clone3 start processes, openat and openat2
open files. A limit on one of them is no limit while the profile allows another, and is a
warning:

	server,truncate,errno:EROFS,,
	policy.csv:4:8: warning: truncate is limited, but line 6 allows ftruncate, another way to truncate files; add "ftruncate,errno:EROFS" before line 6, or "# allow-sibling ftruncate: why"

Add the rule, or say why it is not needed:

	# allow-sibling ftruncate: the files open in the program may be cut
	server,truncate,errno:EROFS,,

Such a comment silences the warnings of the next rule's profile, and of profiles that
include it. If it silences nothing, it is a warning itself.

Refusing a syscall with ENOSYS is no limit: programs fall back to a sibling then. What
io_uring does, no filter sees: with io_uring_setup allowed, a limit on socket, open or
write is a warning.

# Hardened profiles

The hardened profiles are the tiers from minimal to network without what container runtimes
refuse too: see package seccomp/hardened. They are policies themselves, with the file
seccomp/hardened/policy.csv in messages, and are included by name. An exception comes before
the row. On 386 and s390x libc and Go make sockets by socketcall, with the family in memory:
there it stays open, and an exception for socket needs two more rows.

	vm,socket,,family == AF_VSOCK,the agent on the host
	vm,@hardened-network,,,
	vm,-386/socketcall,,,
	vm,386/socketcall,,,not checked
	vm,-s390x/socketcall,,,
	vm,s390x/socketcall,,,not checked

# Constants and files

A const row defines a constant: for all architectures, or for one. Its value is a number or
an expression of other constants, and stands in the cell of the condition:

	const,DRIVER_RESET,,0x40,of a driver outside the kernel
	const,mips/DRIVER_RESET,,0x80,
	const,DRIVER_BOTH,,DRIVER_RESET|1,

The row stands before the first rule with the name. A constant of the kernel cannot get
another value.

An include row stands for the rows of another file. The path is relative to the folder of
this one:

	include,../common/base.csv,,,the rules and constants of every service
	server,@base,,,

Include rows stand before all others, and a file is included once. Its profiles become
functions of the package too, and later rows know its constants. An error names its own
file and line.

# Architectures

A rule without a prefix applies to every architecture. Some pass the arguments of a
syscall behind a pointer, or in two registers. A condition cannot be checked there, and is
an error:

	server,mmap,errno:EPERM,prot & PROT_EXEC != 0,
	policy.csv:4:25: prot of mmap is behind a pointer on 386, s390x; add "ARCH/mmap,errno:EPERM" before this row, for each architecture, to refuse it there, or "ARCH/mmap" to allow it unchecked

Decide these entry points first. On 386 programs use mmap2; s390x has mmap alone. These
lines go before @network:

	server,386/mmap,errno:EPERM,,its arguments are in memory
	server,s390x/mmap,,,its arguments are in memory too: not checked
	server,mmap,errno:EPERM,prot & PROT_EXEC != 0,
	# allow-sibling mmap: on s390x it is not checked
	server,mprotect,errno:EPERM,prot & PROT_EXEC != 0,or memory becomes executable later
	server,pkey_mprotect,errno:EPERM,prot & PROT_EXEC != 0,
	server,clone,errno:EPERM,clone_flags & CLONE_NEWUSER != 0,
	server,clone3,errno:ENOSYS,,has its flags behind a pointer: libc falls back to clone

A condition on socket needs the rule -socketcall after the last rule that adds socket
syscalls, or the rule socketcall,errno:ENOSYS before them. Example webserver has the
first, with the rules for Go on 386 and s390x.

Flag -arch amd64,arm64 generates a policy for two architectures, and reports errors of
those alone. A program for others does not build. With -compat, the programs for amd64,
arm64, mips64, mips64le and ppc64 also decide the syscalls of their companion ABIs: 386,
arm, mips, mipsle and ppc. Without it a syscall of the companion ABI kills the process.
Flag -v lists the syscalls missing on each architecture, variants, rules that repeat earlier
ones, and constants without a use.

# From a program to its policy

Analyze prints the rules for all syscalls that a Go program can make:

	go tool seccompgen analyze -o policy/analyzed.csv ./cmd/server

It builds the program for each architecture and does not run it. The linker decides which
functions are in the program, and the numbers are followed from each syscall instruction
back to a constant. Each rule has its reason: the chain of calls from the program, or the
part of the Go runtime with the need.

	server,unlinkat,,,main.main -> net/http.(*Server).ListenAndServe -> ... -> os.Remove -> syscall.unlinkat
	server,futex,,,Go runtime: runtime.futex

A comment proposes a condition where all values of a parameter are known. Put its row in
place of the one before:

	server,ioctl,,,main.main -> golang.org/x/term.GetSize -> ... -> golang.org/x/sys/unix.ioctlPtr
	# server,ioctl,,cmd == TIOCGWINSZ,all that the program passes

The rules are for a program built with CGO_ENABLED=0, by the same Go version and with the
same -tags. With -test they are for the test binary of a package. A number that depends on input has no constant. It is an error with its
position, and no rule is printed. State the syscalls there yourself:

	go tool seccompgen analyze -assume internal/raw/raw.go:40=getcpu,membarrier -o policy/analyzed.csv ./cmd/server

To keep the rules up to date, let go generate write them, in policy/doc.go:

	//go:generate go tool seccompgen analyze -profile program -o analyzed.csv ../cmd/server
	//go:generate go tool seccompgen generate -policy policy.csv -pkg policy

and include them in policy/policy.csv:

	# the rules of the program, and an errno for other syscalls
	include,analyzed.csv,,,
	server,violation,errno:EPERM,,
	server,@program,,,

The program must build. Run analyze by hand before it imports the new package, and run
generate by hand after an update of this module.

A program that runs others is noted: they inherit its filter, and need rules of their own.
To see a dependency's update that needs ptrace in review, run this in CI:

	go tool seccompgen analyze -check policy/policy.csv -profile server ./cmd/server

It fails if the profile refuses a syscall of the program, and names the chain.

# From a trace to its policy

Import prints the rules for the syscalls that others recorded: for a trace of strace, and
for the kernel's log or auditd's.

	strace -f -o /tmp/trace ./server
	go tool seccompgen import -format strace -profile server -o policy/recorded.csv /tmp/trace

It reads all files of strace -ff, and the tables of -c. A comment before each row has its
count as weight, and comments after it propose conditions for families, commands, options
and flags, the most frequent values first:

	# weight 12
	server,ioctl,,,
	# server,ioctl,,cmd == TCGETS || cmd == TIOCGWINSZ,all that was seen

Strace does not name its architecture. It is this machine's, or that of -arch. With -format
audit the records of seccomp count, those of action log for example, and the records of
audit rules for syscalls (auditctl -a always,exit -S all). Only the latter have arguments.

Seccomp-exec records a run itself, of any program and its child processes. It takes less time
than strace, and adds what a libc or the Go runtime may need in other runs:

	seccomp-exec -record policy/recorded.csv -profile server -- ./server

With -merge it adds a run to a policy. The rows, conditions and comments there stay.

Among several rows for one syscall, a program tests the values of heavy rows first. Write a
row for each value, and a record with -merge counts them one by one:

	# weight 900
	server,ioctl,,cmd == TCGETS,
	# weight 3
	server,ioctl,,cmd == TIOCGWINSZ,

A weight changes no verdict. Without weights all values take about the same number of tests.

A record holds what happened in that time: an error path, a signal or another libc may need
more.

# From another filter to its policy

Import also prints the policy of a filter in another format, with the same verdicts for all
numbers and arguments:

	go tool seccompgen import -format oci -caps CAP_SYS_CHROOT -profile base -o policy/base.csv docker.json

-format oci reads linux.seccomp of an OCI runtime, and the default filters of Docker and
Podman. Their rules for capabilities, kernels and hosts need -caps, -kernel and -arch: by
default the container has no capability, and the host has the newest kernel and any
architecture. With -arch amd64 the policy has amd64 and the sub-architectures of the filter
on such a host. -format spo reads manifests of the security profiles operator. Files after
the first may have base profiles. -format systemd reads a unit of systemd and its drop-ins.
-format minijail reads policies of minijail, and the files
that they include.

These filters name entry points: a rule for stat there leaves stat64. Runtimes add the rules
of socket to socketcall too, and compare whole registers:

	base,stat64,errno:EPERM,,no rule in the document
	base,stat,,,
	base,socket,,uint64(family) != AF_ALG && uint64(family) != AF_VSOCK,
	base,-socketcall,,,its operations have rows; it has its own
	base,socketcall,,,

So socket(0x100000028) passes: to the kernel it is AF_VSOCK. Write family in place of
uint64(family) to refuse it. An errno is a number there, and on mips another errno.

No policy can say these. They are errors or warnings with their place:

	oci, spo   x32 and n32: they are killed; errno 0; flags and listenerPath
	           conditions on missing arguments, and on pointers other than == 0 and != 0
	           overlapping rules refused by runtimes, or without an equal order of rows
	           the rules of a sub-architecture on another host: see -arch
	systemd    x32 and n32: they are killed; errno 0; the filters of other directives
	spo        SCMP_ARCH_NATIVE, and base profiles that decide the same syscall otherwise
	minijail   "arg0 == 1; return EPERM" in a file with words of compile_seccomp_policy.py:
	           minijail0 returns the errno if the condition is false, the other if it is true

# To containers and other sandboxes

Export writes a profile as the filter of a container, one document for all its architectures,
or as raw programs. It reads the document back and compares it with the profile: a verdict
that no document has is an error at its row. These are the limits, and what to do:

	an action for violations and another one for unknown  give both rows one action
	a condition at other places on s390x, as of clone     -arch s390x, for a document of its own
	another errno on mips, as of ENOSYS                   -arch mips,mipsle,mips64,mips64le
	a condition on socket, where socketcall exists        a row for socketcall: errno:ENOSYS
	notify as default or for write                        another action
	conditions with over 1000 rules                       fewer comparisons by !=

A comparison reads the whole register in a document. Export writes conditions on 32 bits with
masks, so a single != of an int is 32 rules. With -approximate the document is the nearest
stricter one, and export prints the differences as diff does. Read them: a condition at other
places on s390x refuses the syscall everywhere.

# Docker and Podman

The runtime executes the program of a container under the filter, so its policy allows
execve, as all tiers do. Write policy/web.csv:

	# profile web: a server in a container
	profile,syscall,action,when,why
	web,violation,errno:ENOSYS,,as unknown syscalls: a document has one action for both
	web,@hardened-network,,,

Type

	go tool seccompgen export -format oci -policy policy/web.csv -profile web -arch amd64,arm64 -o web.json

and run a container under the document:

	docker run --security-opt seccomp=web.json --security-opt no-new-privileges IMAGE
	podman run --security-opt seccomp=web.json --security-opt no-new-privileges IMAGE

With no-new-privileges, runc and crun need no more than @minimal. Without it they set user,
group and capabilities under the filter, and these rows are needed too:

	web,capset,,,
	web,setgroups,,,
	web,setgid,,,
	web,setuid,,,
	web,setresgid,,,
	web,setresuid,,,

For all containers, name the document in /etc/docker/daemon.json, field seccomp-profile, or in
containers.conf, field seccomp_profile.

To see the filter of a running container, type

	go tool seccompgen diff web.json pid:$(docker inspect -f '{{.State.Pid}}' NAME)

It prints what the runtime adds: other actions for the numbers of x32, and for 386 unless the
document has it; and from runc ENOSYS for numbers after the last one in the document.

# Docker's default

Docker's default filter is seccomp/default.json of github.com/moby/profiles. With it as
docker.json, print what yours allows more:

	go tool seccompgen diff -within -arch amd64 docker.json policy/web.csv#web
	+ get_mempolicy, mbind, migrate_pages, move_pages, set_mempolicy on amd64

These built-in profiles allow syscalls that Docker's default refuses without capabilities:

	essential, hardened-minimal, hardened-io-heavy  none
	minimal, io-heavy                               clone3, new namespaces by clone
	hardened-compute, hardened-network              five for memory on several nodes (NUMA)
	compute                                         both
	network                                         both, and sockets of any family
	unrestricted                                    these, bpf, mount, perf_event_open and others

# Kubernetes

A document such as web.json is a localhostProfile. Copy it below /var/lib/kubelet/seccomp of
each node, and name it in the pod:

	securityContext: {seccompProfile: {type: Localhost, localhostProfile: profiles/web.json}}

The security profiles operator copies its own manifests to the nodes. A manifest has no errno
for its default action: it is EPERM. Write policy/pod.csv:

	# profile pod: a server in a pod
	profile,syscall,action,when,why
	pod,violation,errno:EPERM,,
	pod,unknown,errno:EPERM,,a manifest has one action for both
	pod,@hardened-network,,,

and type

	go tool seccompgen export -format spo -policy policy/pod.csv -profile pod -arch amd64,arm64 -o pod.yaml
	kubectl apply -f pod.yaml

By KEP-6061, alpha in Kubernetes 1.38, the runtime takes a document from a registry, and allows
no more than its own default. Export writes the artifact:

	go tool seccompgen export -format kep6061 -policy policy/web.csv -profile web -arch amd64,arm64 -o artifact
	oras cp --from-oci-layout artifact:web registry.example.com/seccomp/web:1

The pod names it by its digest, as in artifact/index.json. Import and diff read the folder:

	go tool seccompgen diff -arch amd64,arm64 policy/web.csv#web artifact

# Systemd

A drop-in gives a service of systemd its filter. It has no conditions, and numbers unknown to
systemd fail with ENOSYS. Write policy/unit.csv:

	# profile unit: a service of systemd
	profile,syscall,action,when,why
	unit,violation,errno:ENOSYS,,as unknown syscalls
	unit,memfd_create,errno:EPERM,,no programs in memory
	unit,@network,,,

Type

	go tool seccompgen export -format systemd -policy policy/unit.csv -profile unit -arch amd64,arm64 -o unit.conf
	install -D -m 644 unit.conf /etc/systemd/system/NAME.service.d/unit.conf
	systemd-analyze verify NAME.service
	systemctl daemon-reload

Systemd executes the program under the filter: the policy allows execve, and write, with which
systemd reports the start. It starts the program after its own settings of users, groups and
namespaces. The drop-in replaces the lines SystemCallFilter of the unit, and adds to other
directives such as RestrictAddressFamilies and RestrictNamespaces: use these for conditions.

To import the filter of a unit, with its drop-ins, type

	systemctl cat NAME.service >name.service
	go tool seccompgen import -format systemd -arch amd64 -profile imported -o policy/imported.csv name.service

Equal rows for all syscalls of a group are one row, and the comment before a line is the reason of
its rows. The filters of RestrictNamespaces, RestrictAddressFamilies, RestrictRealtime,
RestrictSUIDSGID, PrivateDevices and Protect* become rows. LockPersonality and
MemoryDenyWriteExecute depend on the host: each is a warning, and the policy is without it. The
meaning is that of systemd 256 and later: since 255 known syscalls alone have the action of
SystemCallErrorNumber, and the others fail with ENOSYS. The sets are those of systemd 262.

# What formats cannot say

Export refuses a profile beyond its format, at the row. With -approximate it writes a stricter
document.

	oci      one action for violation and unknown; rules of its own for an architecture; an
	         errno with two numbers, as ENOSYS on mips; notify for write or by default; more
	         than 1000 rules for a syscall
	spo      the same; a default action with another errno than EPERM; numbers from 2^63 on;
	         loong64
	systemd  conditions; trap, trace and notify; another action than ENOSYS for violation and
	         unknown; a refusal of write
	kep6061  what oci cannot; notify; more than 128 rules for a syscall, or 1 MiB
	bpf      nothing: the programs are those of generate

A rule of a document has one test for each argument, of the whole register. An int on amd64 is
half of it: its comparison by order or != takes up to 32 masks. Conditions on two of them, both
needed, are the product of both: up to 1024 rules, and no fewer have these verdicts. In spo the
pair of a pointer != 0 with a later argument is refused: libseccomp before 2.6 needs masks before
the last test, and that of bit 63 is a number from 2^63 on. So is an exact value from there on.

Runtimes that merge an artifact with their default by security-profiles-merger may refuse one
whose syscall has rules with different actions, other than by == of one argument, and refuse a
syscall with several rules of several tests each.

x32 is in no document. Import refuses a document that depends on more than syscall and arguments,
and names the place:

	oci, spo  architectures without Go; tests of a pointer other than with 0; overlapping rules in
	          an order of libseccomp's own, unlike that of any rows
	minijail  constants missing on an architecture; a value of a pointer other than 0; "condition;
	          return ERRNO" in a file of compile_seccomp_policy.py
	systemd   x32 and n32; filters of other directives with values of the host

# Bubblewrap

Bubblewrap installs a raw program last, after all its mounts, and then executes PROGRAM:

	go tool seccompgen export -format bpf -policy policy/web.csv -profile web -arch amd64 -o programs
	bwrap --ro-bind / / --proc /proc --dev /dev --unshare-all --die-with-parent --seccomp 3 PROGRAM 3<programs/web_amd64.bpf

The number after --seccomp is that of a descriptor. Several filters, by --add-seccomp-fd in its
place, apply together: the strictest action decides. They kill programs of 386.

The hardened profiles refuse typing into the terminal of the caller, so --new-session is not
needed. They refuse new user namespaces: PROGRAM cannot be bwrap or a browser.

crun takes the same file, in the annotation run.oci.seccomp_bpf_data of a container, and
minijail0 too: see programs/README.md.

# A Go program

A Go program installs its filter itself, as in the first section. The start of Go needs no rule
then, nor does execve. Do it first in main: Install covers all threads, and what runs before it
is not confined.

A unit test of the policy needs no filter:

	package main

	import (
		"testing"

		"example.com/user/policy"
		"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
		"github.com/sandbox-seccomp/sandbox-seccomp/tables"
		"golang.org/x/sys/unix"
	)

	func TestNoPrograms(t *testing.T) {
		f := seccomp.New(policy.Server())
		if a, err := f.Verdict(tables.SYS_EXECVE); err != nil || a != seccomp.Errno(unix.EPERM) {
			t.Errorf("execve: %v, %v", a, err)
		}
	}

In a container both filters apply. Docker's default lets a program install its own. Of the
tiers unrestricted alone does; for the others add the row

	web,seccomp,,op == SECCOMP_SET_MODE_FILTER,a program may confine itself further

# A fleet

Others record on nodes and distribute to them. Record a pod with Inspektor Gadget and remove
what is not JSON or no name of a syscall:

	kubectl gadget run advise_seccomp:latest --podname web | sed '/^\/\//d; /"syscall_/d' >recorded.json
	go tool seccompgen import -format oci -arch amd64 -profile recorded -o policy/recorded.csv recorded.json

or by a ProfileRecording of the security profiles operator:

	kubectl get seccompprofile web -o yaml >recorded.yaml
	go tool seccompgen import -format spo -arch amd64 -profile recorded -o policy/recorded.csv recorded.yaml

A record lacks error paths and other versions of libc. Write policy/fleet.csv:

	include,recorded.csv,,,
	fleet,violation,errno:ENOSYS,,
	fleet,socketcall,errno:ENOSYS,,has the family in memory
	fleet,socket,errno:EAFNOSUPPORT,family != AF_UNIX && family != AF_INET && family != AF_INET6,
	fleet,@hardened-minimal,,,files and threads on any path
	fleet,@recorded,,,

Review each change with diff, and let CI prove: the profile allows nothing that the default of
the runtime refuses. In place of docker.json any document will do, or pid:N for a process under
RuntimeDefault.

	git worktree add /tmp/old HEAD
	go tool seccompgen diff /tmp/old/policy/fleet.csv policy/fleet.csv
	go tool seccompgen diff -within -arch amd64 docker.json policy/fleet.csv#fleet
	+ keyctl on amd64

Here the start of runc was recorded too. The row fleet,-keyctl,,, at the end removes it, and the
command exits with 0. Export it as a manifest for the operator to distribute, or as an artifact for
a registry: see Kubernetes.

# Refused syscalls

A refused syscall is a line of the kernel's log, with numbers for its architecture, name and
action. Explain reads the log:

	dmesg | go tool seccompgen explain -policy policy/policy.csv -profile server

and prints each different one with its count, the rule that refused it, and a row to allow
it at a place where it is valid:

	stdin:7: 2026-11-27T19:47:49.794Z /usr/bin/server[7]: mount on amd64: errno
		2 times, the last at stdin:9, 2026-11-27T19:47:50.794Z
		refused by policy/policy.csv:5: mount,errno:EACCES,
		to allow it, put in place of policy/policy.csv:5: server,mount,,,

Without -policy, -profile names a built-in profile. The log may be mixed with other text, and
may come from dmesg, journalctl, auditd or ausearch. It has no arguments and no errno. The
kernel logs kills and log; errno and trap it logs after f.Install(seccomp.FlagLog) only.

Explain also reads crashes of Go programs with the action trap, with their arguments:
GOTRACEBACK must not be none. It reads the SIGSYS that strace prints, and the siginfo of gdb.

# Review

Print the path of one syscall, instruction by instruction:

	go tool seccompgen dump -policy policy/policy.csv -profile server -arch amd64 ioctl 1 TCGETS

Print what a change of the policy allows and refuses, on each architecture:

	git show HEAD:policy/policy.csv >/tmp/old.csv
	go tool seccompgen diff /tmp/old.csv policy/policy.csv

Write a page for whoever approves the policy:

	go tool seccompgen report -policy policy/policy.csv -old /tmp/old.csv -o report.html

It is one HTML file for any browser, and loads nothing. It has each profile at a glance, what
it leaves open, the verdict on each syscall with its rules and their reasons, the programs as
drawings, and what changed since the policy of -old, the riskiest first. A link such as
report.html#syscall-clone leads to a syscall. For the comment on a pull request -format md
prints the same without the matrix:

	go tool seccompgen report -format md -policy policy/policy.csv -old /tmp/old.csv

Without -policy the page is about the built-in profiles.

Generate prints the differences in short, between the programs on disk and the new ones. So an
update of this module, with new tiers, is seen too:

	server: + times, landlock_restrict_self on all
	server: socket on all: lost allow, e.g. socket(family=AF_VSOCK, type=0, protocol=0)

The lines with + and - have the syscalls allowed with all arguments from now on, and those no
longer allowed. "all" are the architectures with the syscall.

An old policy with include rows needs its other files. Take both from a second work tree:

	git worktree add /tmp/old HEAD
	go tool seccompgen diff /tmp/old/policy/policy.csv policy/policy.csv

Run this in CI, with the flags of the go:generate line:

	go tool seccompgen generate -check -policy policy/policy.csv -pkg policy -out policy

It fails if a generated file is not what policy.csv gives: after an edit of policy.csv
without go generate, or an edit of one byte in the program of any architecture; and it prints
the same lines. A build
or a test would not notice. With -strict it fails on warnings, too.

A module with several policies needs one line go:generate, in its root:

	//go:generate go tool seccompgen generate ./...

and in the folder of each policy a line with its flags:

	//seccompgen:generate -policy policy.csv -pkg policy

One process does all of them, and go tool seccompgen generate -check ./... checks them.

To find the syscalls missing from a policy, call f.OnViolation(seccomp.Trap), and
f.OnUnknown(seccomp.Trap) for the newer ones. Go then prints the stack of the refused syscall,
and explain its name. To run another program under a
policy, call seccomp.Exec.

# Tests

A table of expected verdicts is the test of a policy. For the policy of this guide, write
policy/expectations.csv:

	profile,arch,syscall,when,verdict,why
	server,,execve,,violation,no other programs
	server,,ioctl,cmd == TIOCSTI,errno:EPERM,no typing into a terminal
	server,,kill,pid == -1,violation,
	server,amd64 arm64,openat,,allow,
	server,,386/socketcall,call == 1,allow,Go makes sockets by it
	server,,io_uring_setup,,unknown,newer than the baseline
	server,amd64,5000,,unknown,not in the tables

and compare the programs with it, in CI too:

	go tool seccompgen test -policy policy/policy.csv policy/expectations.csv

A row is about all arguments with a true condition, not about samples. The condition is
one of a policy, with the constants of policy.csv. An empty cell means all profiles, all
architectures, all arguments. The verdict is an action, here with the word allow, or it is
violation or unknown: no rule decides, and the profile's own action follows.

The name of an operation means all its entry points: a refusal must hold for each of them,
and allow for one. If arguments are in memory, as with socketcall, the condition may be
true for each syscall of that operation. The name of a variant or a multiplexer, ARCH/NAME
and a number mean one syscall.

A failed row is printed with an example of arguments, and with the path of the example
through the program:

	expectations.csv:3:30: server on amd64: ioctl (0, 21522, 0, 0, 0, 0) is allow, want errno:EPERM

Without -policy, test is about the built-in profiles. For the filter of a Go program, with
its Allow and Block, use Filter.Verdict of package seccomp in a unit test.

# Advice

Refuse clone3 with ENOSYS. libc then falls back to clone. With EPERM it starts no
threads, and a program with cgo ends.

A condition costs a load on each syscall of its number. It also keeps the number out of
the kernel's cache of numbers that are always allowed, since Linux 5.11.

The rules of @network are this module's, and may grow in a later version. Write rules of
your own for syscalls you depend on.

# Limits

A filter cannot read memory. Names of files, socket addresses, the flags of clone3 and
openat2, and all arguments of socketcall on 386 and s390x lie there.

A policy has at most 256 files with 16 MiB together, 256 profiles and 1024 constants, a
condition 64 KiB, and a table of expectations 10,000 rows. A program has at most 4096
instructions. Input of any kind ends in an error, in bounded time and memory: see
BenchmarkHostile.

Under notify a supervisor answers the syscall, from the same program or another process.
Filter.InstallListener returns its listener, for package seccomp/notify. Install,
InstallThread and Exec refuse a profile with notify. A supervisor must never continue a
syscall because of memory it has read: see package seccomp/notify.

x32 programs, and mips programs with mixed calling conventions, run under no filter.
*/
package main
