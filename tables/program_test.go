//go:build linux

package tables_test

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// TestPrograms compares the programs in this binary with the CSV: the partition of all
// 2^32 numbers by each, at every bound.
func TestPrograms(t *testing.T) {
	o := catalog(t)
	own := oracle.AuditArch[runtime.GOARCH]
	if tables.AuditArch != own {
		t.Errorf("AuditArch is %#x, want %#x", tables.AuditArch, own)
	}
	want := map[string]uint32{
		oracle.Allowed: unix.SECCOMP_RET_ALLOW,
		oracle.Denied:  unix.SECCOMP_RET_KILL_PROCESS,
		oracle.Foreign: unix.SECCOMP_RET_KILL_PROCESS,
		oracle.Unknown: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS),
	}
	for _, p := range append(tables.Profiles(), tables.AllowAll()) {
		f := oracle.Filter{GOARCH: runtime.GOARCH, Profile: p.Name()}
		verdicts := o.Verdicts(f)
		outcomes, _, err := prove.Evaluate(instructions(p.AppendTo(nil)))
		if err != nil {
			t.Fatal(err)
		}
		for _, out := range outcomes {
			if !out.Arch.Contains(own) {
				if out.Value != unix.SECCOMP_RET_KILL_PROCESS {
					t.Errorf("%s returns %#x for architecture %#x", p.Name(), out.Value, out.Arch.First)
				}
				continue
			}
			// Nothing changes between the CSV's numbers. A run is right if it is right at
			// its numbers of the table and at its bounds.
			for _, n := range append(numbers(), out.Nr.First, out.Nr.Last) {
				if !out.Nr.Contains(n) {
					continue
				}
				if v := o.Verdict(f, verdicts, n); out.Arch.First != own || out.Arch.Last != own || out.Value != want[v] {
					t.Fatalf("%s returns %#x for number %d, which is %s", p.Name(), out.Value, n, v)
				}
			}
		}
	}
}

// instructions returns a program in the prover's type.
func instructions(program []unix.SockFilter) []bpf.Instruction {
	out := make([]bpf.Instruction, len(program))
	for i, ins := range program {
		out[i] = bpf.Instruction{Code: ins.Code, JT: ins.Jt, JF: ins.Jf, K: ins.K}
	}
	return out
}
