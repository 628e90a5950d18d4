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
)

var profiles = []string{"essential", "minimal", "io-heavy", "compute", "network", "unrestricted"}

// The units of the median and of the least time of a benchmark.
const (
	middleTime = "ns/op"
	leastTime  = "min-ns"
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
