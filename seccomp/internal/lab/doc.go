// Package lab is a laboratory: its programs install filters on real kernels, for every
// architecture of Go, and compare the effect with the oracle. It has no code of its own.
//
//	 on this machine                              in a virtual machine, one per architecture
//	┌────────────────────────────────┐            ┌─────────────────────────────────────────┐
//	│ boot      fetches kernels,     │  kernel    │ Linux of that architecture              │
//	│           runs QEMU            │ ─────────> │                                         │
//	│ toolchain builds guests from   │  initramfs │ /init     guest                         │
//	│           policies/*           │ ─────────> │ /foreign  guest of the other word size  │
//	│ expect    draws filters and    │            │ /filters  minimal +chown -connect       │
//	│           syscalls             │            │ /calls    wide b 123 9 0 0 0 0          │
//	│                                │  serial    │                                         │
//	│ expect    compares lines with  │  console   │ guest: verdict 7 denied 0..41 43..101   │
//	│           gen/oracle           │ <───────── │ guest: outcome allowed 0..12            │
//	└────────────────────────────────┘            └─────────────────────────────────────────┘
//
// The guest knows no expectation, and the oracle shares no code with generator and
// runtime. It reads syscalls.csv and the policies by itself.
//
// Five things are compared:
//
//	arrival   the number in a filter's view of each syscall
//	verdict   each filter's verdict on each number
//	outcome   the verdict of each profile with conditions on syscalls with arguments
//	outcome   the same for programs of both ABIs, after execve under one filter
//	fact      installing: flags, threads, stacked filters, foreign numbers, foreign programs
//
// One of them from end to end, for the rule wide,amd64/munmap,,arg0 == 0x123456789abcdef0 of
// policies/conditions:
//
//	expect    draws b 123456789abcdef0 ... and b 123456789abcdef1 ..., places 0 and 1
//	guest     installs a probe and the profile wide on a thread, makes both syscalls
//	probe     fails an allowed syscall with errno 200: no syscall is ever carried out
//	guest     prints outcome allowed 0 and outcome denied 1
//	expect    asks the oracle: allowed, errno:100, as printed
//
// On this machine's own kernel the tests of package expect run the guest without a
// virtual machine. make test-kernels boots all.
//
// Real programs run in the same virtual machines, with a root file system of Debian's
// packages. There the first process is the runner: it runs the table of package programs
// under the filters, and prints a result per trial. make test-programs boots all.
//
//	boot         the command for make test-kernels and test-programs
//	runner       runs real programs under the filters
//	expect       expectations, comparison, native tests
//	guest        the program under the filters
//	toolchain    builds guests
//	overlay      the command for builds of the guest by hand and in CI
//	policies     policies for the guest: conditions, companion
//	debian       fetches packages of Debian: kernels, userlands
//	userlands    runs the runner under several releases of libc, without a virtual machine
//	complaint    quotes the output of failed commands
//	installed    skips a test if a program is missing
package lab
