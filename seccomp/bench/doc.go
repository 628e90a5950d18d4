// Package bench compares this library with other seccomp libraries for Go and with the
// least possible cost. It is a module of its own: users of this library do not download
// the other libraries.
//
//	Build           the time to build the program of a filter at run time
//	Load            the time and the page faults to build and install it, in a new process
//	Install         the time of seccomp(2) for a ready program
//	Call            the time of a syscall under a program
//	Instructions    the instructions in a program, and those executed per syscall
//	Conditions      the same for policies with conditions, and the time to compile them
//	Bytes           the size of a library in a binary
//
// Go test -bench . prints lines for benchstat. Command report runs the benchmarks in
// rounds and prints ratios: a slow minute of the machine affects all contenders alike.
// For example, in one round:
//
//	BenchmarkBuild/library=sandbox-seccomp    250 ns/op
//	BenchmarkBuild/library=elastic            79100 ns/op
//	report                                    | build | 250 ns | 79.1 µs (317) |
//
// The programs of the peers are for x86-64, so the benchmarks need linux/amd64. They also
// need cgo and libseccomp's headers (apt install libseccomp-dev pkg-config). No test
// depends on a time. Module gvisor compares with gVisor, for the benchmark Conditions alone.
package bench
