package main

import (
	"cmp"
	"slices"
	"strings"
)

// The names of our library and our programs in the benchmarks.
const (
	ours        = "sandbox-seccomp"
	oursUnknown = "sandbox-seccomp-unknown"
	oneReturn   = "one-return"
	// ready is the filter's program at hand, installed from a locked thread or not.
	ready         = "ready-program"
	readyUnlocked = "ready-program-unlocked"
)

var profiles = []string{"essential", "minimal", "io-heavy", "compute", "network", "unrestricted"}

// The units of the median and of the least time of a benchmark, and of its page faults.
const (
	middleTime = "ns/op"
	leastTime  = "min-ns"
	pageFaults = "page-faults"
)

// library is a column of the libraries' table.
type library struct {
	name, title string
	// binary is the hello program with the library.
	binary string
	// builds reports whether it builds programs. The lower limit does not.
	builds bool
}

var libraries = []library{
	{ours, "sandbox-seccomp", "sandbox", true},
	{"elastic", "elastic/go-seccomp-bpf 1.6.0", "elastic", true},
	{"libseccomp-opt1", "libseccomp-golang 0.11.1", "libseccomp", true},
	{"libseccomp-opt2", "the same, SetOptimize(2)", "libseccomp", true},
	{oneReturn, "one `RET`", "", false},
}

// loaded lists the rows of the table of new processes.
var loaded = []struct{ name, title string }{
	{ready, "two raw syscalls, program at hand, thread locked"},
	{readyUnlocked, "the same, thread not locked"},
	{ours, "sandbox-seccomp"},
	{"elastic", "elastic/go-seccomp-bpf"},
	{"libseccomp-opt1", "libseccomp-golang"},
	{"libseccomp-opt2", "libseccomp-golang, SetOptimize(2)"},
	{oneReturn, "one `RET`, thread not locked"},
}

// cases lists the policies with conditions.
var cases = []struct{ name, title string }{
	{"gpu", "48 commands of ioctl"},
	{"sockets", "families, types, protocols"},
	{"prctl", "17 options, one with a value"},
	{"fcntl", "13 commands, one with flags"},
	{"clone", "flags of threads and processes"},
	{"list32", "64 commands of ioctl"},
	{"list64", "64 values of 64 bits"},
}

// compilers lists the compilers of policies with conditions.
var compilers = []struct{ name, title string }{
	{ours, "sandbox-seccomp"},
	{"elastic", "elastic"},
	{"libseccomp-opt1", "libseccomp"},
	{"libseccomp-opt2", "libseccomp, SetOptimize(2)"},
	{"gvisor", "gVisor"},
}

// documented lists the architectures of programs for Docker's default.
var documented = []string{"386", "amd64", "arm", "arm64", "mips64le", "ppc64le", "riscv64", "s390x"}

// The names of the benchmarks.
func buildOf(library string) string { return "Build/library=" + library }
func loadOf(library string) string  { return "Load/library=" + library }
func bytesOf(binary string) string  { return "Bytes/binary=" + binary }
func installOf(profile, program string) string {
	return "Install/profile=" + profile + "/program=" + program
}
func instructionsOf(profile, program string) string {
	return "Instructions/profile=" + profile + "/program=" + program
}
func conditionsOf(c, program string) string {
	return "Conditions/case=" + c + "/program=" + program
}
func dockerOf(goarch, program string) string {
	return "Docker/arch=" + goarch + "/program=" + program
}
func callOf(kind, program string) string { return "Call/kind=" + kind + "/program=" + program }

// programs returns the measured programs for network, ours first.
func (r *results) programs() []string {
	var out []string
	for _, name := range r.names {
		if program, ok := strings.CutPrefix(name, instructionsOf("network", "")); ok {
			out = append(out, program)
		}
	}
	return out
}

// bestPeer returns the peer with the fastest installation of a profile.
func (r *results) bestPeer(profile string) string {
	peers := slices.DeleteFunc(r.programs(), func(p string) bool { return strings.HasPrefix(p, ours) })
	if len(peers) == 0 {
		r.missing = append(r.missing, key{installOf(profile, "any peer"), leastTime})
		return ours
	}
	return slices.MinFunc(peers, func(a, b string) int {
		return cmp.Compare(r.least(installOf(profile, a), leastTime), r.least(installOf(profile, b), leastTime))
	})
}
