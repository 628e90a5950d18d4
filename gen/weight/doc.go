// Package weight computes the weights in syscalls.csv from counts of syscalls in real
// programs. seccompgen update runs it.
//
// counts.csv has a row per architecture, system, workload and syscall:
//
//	arch,system,workload,name,calls
//	386,bullseye,gcc,_llseek,1962
//	386,bullseye,gcc,access,191
//
// Amd64's counts give most weights: calls per million, as the average over the workloads,
// so that a long workload weighs no more than a short one. Every architecture uses them.
//
// A syscall without a number on amd64 has its weight from other architectures, and there
// alone. The average is over the workloads too, and for each of them over its runs on the
// architectures where programs make the syscall. Its cell in syscalls.csv names them:
//
//	name,profile,operation,groups,why,weight,386,amd64
//	lseek,essential,,basic-io,seed,47409,19,8
//	_llseek,,lseek,,,33788 386 arm mips mipsle ppc64 ppc64le,140,
//
// The counts of mipsle also stand for mips: the kernel's table and the C library are the
// same. Likewise those of ppc64le for ppc64.
//
// Workloads.sh is the script of the workloads. In the root folder of a system, with
// strace(1) of that system:
//
//	sh workloads.sh prepare
//	strace -f -c -o counts.txt sh workloads.sh gcc
//
// The systems are suites of Debian. Those of 386 ran in a chroot on amd64, the others in
// chroots under user-mode qemu 7.2, which prints the syscalls of a program with QEMU_STRACE.
// Without a vDSO these make clock_gettime and its like as syscalls: they are not counted.
// Go's tools ran on 386 alone, as gobuild: they need no C library. The counts of amd64 are
// older. Their script and system are not recorded.
package weight
