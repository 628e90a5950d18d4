// Package weight computes the weights in syscalls.csv from counts of syscalls in real
// programs. seccompgen update runs it.
//
// counts.csv has a row per architecture, system, workload and syscall:
//
//	arch,system,workload,name,calls
//	386,bullseye,gcc,_llseek,1962
//	386,bullseye,gcc,access,191
//
// Amd64's counts give most weights: the average over the workloads of calls per million, so
// that a long workload weighs no more than a short one. Every architecture uses them.
//
// A syscall that amd64's programs never make has its weight from other architectures, and
// there alone: the average over those where programs make it. Its cell in syscalls.csv
// names them:
//
//	name,profile,operation,groups,why,weight,386,amd64
//	lseek,essential,,basic-io,seed,47409,19,8
//	_llseek,,lseek,,,44512 386 arm mips mipsle,140,
//
// The counts of mipsle also stand for mips: the kernel's table and the C library are the
// same. Likewise those of ppc64le and mips64le.
//
// Workloads.sh is the script of the workloads. In the root folder of a system, with
// strace(1) of that system:
//
//	sh workloads.sh prepare
//	strace -f -c -o counts.txt sh workloads.sh gcc
//
// The counts of 386 are from chroots on amd64, those of other architectures from virtual
// machines with the kernels of make test-kernels. Amd64's are older, from a script that was
// not kept.
package weight
