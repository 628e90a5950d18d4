//go:build linux && amd64

package bench

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
)

// profiles lists the profiles of the Rust crate, lowest first.
var profiles = []string{"essential", "minimal", "io-heavy", "compute", "network", "unrestricted"}

// program is a program and the name of its maker.
type program struct {
	name         string
	instructions []unix.SockFilter
}

// The names of our programs for the crate's sets.
const (
	// ours has the two verdicts of the peers. oursUnknown also has unknown, as shipped.
	ours        = "sandbox-seccomp"
	oursUnknown = "sandbox-seccomp-unknown"
)

// programs returns our programs and those of the peers for a profile of the Rust crate.
func programs(tb testing.TB, s *seed, profile string) []program {
	tb.Helper()
	return append([]program{
		{ours, compile(tb, s, profile, false)},
		{oursUnknown, compile(tb, s, profile, true)},
	}, peers(tb, profile)...)
}

// compile makes a program as the generator does, proof included.
func compile(tb testing.TB, s *seed, profile string, unknown bool) []unix.SockFilter {
	tb.Helper()
	partition := s.partition(profile, unknown)
	objective := search.Objective{Calls: s.catalog.Weights(amd64), Table: s.table()}
	p, err := bpf.Assemble(amd64, search.Build(partition, objective), bpf.Actions(amd64))
	if err == nil {
		err = prove.Check(p, amd64, decision.Plain(partition, bpf.Actions(amd64)))
	}
	if err != nil {
		tb.Fatal(err)
	}
	out := make([]unix.SockFilter, len(p.Instructions))
	for i, ins := range p.Instructions {
		out[i] = unix.SockFilter{Code: ins.Code, Jt: ins.JT, Jf: ins.JF, K: ins.K}
	}
	return out
}

// peers returns the programs in gen/prove/testdata/peers for a profile.
func peers(tb testing.TB, profile string) []program {
	tb.Helper()
	suffix := "_" + profile + "_kill.bpf"
	paths, err := filepath.Glob("../../gen/prove/testdata/peers/*" + suffix)
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no programs for %s: %v", profile, err)
	}
	slices.Sort(paths)
	var out []program
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, program{strings.TrimSuffix(filepath.Base(path), suffix), decode(data)})
	}
	return out
}

// decode reads little-endian struct sock_filter.
func decode(data []byte) []unix.SockFilter {
	var out []unix.SockFilter
	for ; len(data) >= 8; data = data[8:] {
		out = append(out, unix.SockFilter{
			Code: binary.LittleEndian.Uint16(data),
			Jt:   data[2],
			Jf:   data[3],
			K:    binary.LittleEndian.Uint32(data[4:]),
		})
	}
	return out
}

// violating returns p with action in place of kill. The cost is the same: the kernel tests
// only whether a return value allows.
func violating(p []unix.SockFilter, action uint32) []unix.SockFilter {
	out := slices.Clone(p)
	for i := range out {
		if kill := out[i].K == unix.SECCOMP_RET_KILL_PROCESS || out[i].K == unix.SECCOMP_RET_KILL_THREAD; kill && out[i].Code == bpf.Return {
			out[i].K = action
		}
	}
	return out
}
