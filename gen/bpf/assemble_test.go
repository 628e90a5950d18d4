package bpf_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// scattered is a partition with count single numbers of random verdicts.
func scattered(r *rand.Rand, count int) interval.Partition {
	p := interval.Uniform(interval.Denied)
	for range count {
		n := r.Uint32N(1 << 20)
		p = p.Set(interval.Interval{First: n, Last: n + r.Uint32N(3)}, interval.Verdict(r.IntN(3)))
	}
	return p
}

var objective = tree.Objective{Table: interval.Interval{First: 0, Last: 471}}

// TestAnySet shows that what is assembled decides the partition, also where the
// tests lie further apart than a jump can reach.
func TestAnySet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, count := range []int{0, 1, 2, 3, 10, 100, 150, 300, 500, 1000} {
		p := scattered(r, count)
		program, err := bpf.Assemble(arch.All[1], tree.Build(p, objective), bpf.Actions(arch.All[1]))
		if err != nil {
			t.Fatal(err)
		}
		if err := prove.Check(program, arch.All[1], decision.Plain(p, bpf.Actions(arch.All[1]))); err != nil {
			t.Errorf("%d numbers, %d instructions: %v", count, len(program.Instructions), err)
		}
	}
}

// TestScattered shows that 2000 numbers with gaps between them compile.
func TestScattered(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	p := interval.Uniform(interval.Denied)
	for n := r.Uint32N(9); len(p) < 2*2000+1; n += 2 + r.Uint32N(9) {
		p = p.Set(interval.Interval{First: n, Last: n}, interval.Allowed)
	}
	program, err := bpf.Assemble(arch.All[1], tree.Build(p, objective), bpf.Actions(arch.All[1]))
	if err != nil {
		t.Fatal(err)
	}
	if err := prove.Check(program, arch.All[1], decision.Plain(p, bpf.Actions(arch.All[1]))); err != nil {
		t.Error(err)
	}
	t.Logf("2000 numbers: %d instructions", len(program.Instructions))
}

func TestTooLong(t *testing.T) {
	p := interval.Uniform(interval.Denied)
	for n := range uint32(5000) {
		p = append(p[:len(p)-1:len(p)-1],
			interval.Run{Interval: interval.Interval{First: p[len(p)-1].First, Last: 2 * n}, Verdict: interval.Denied},
			interval.Run{Interval: interval.Interval{First: 2*n + 1, Last: 2*n + 1}, Verdict: interval.Allowed},
			interval.Run{Interval: interval.Interval{First: 2*n + 2, Last: 1<<32 - 1}, Verdict: interval.Denied})
	}
	_, err := bpf.Assemble(arch.All[1], tree.Build(p, objective), bpf.Actions(arch.All[1]))
	if err == nil || !strings.Contains(err.Error(), "the kernel takes 4096") {
		t.Errorf("5000 scattered numbers: %v, want an error", err)
	}
}
