package decision_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// TestSet sets random intervals, also at both ends of the range, in a partition and in an
// array, and compares them.
func TestSet(t *testing.T) {
	const size = 32
	r := rand.New(rand.NewPCG(3, 5))
	// Numbers 0 to 31 of the array are the lowest and the highest 16 of the range.
	number := func(i uint32) uint32 {
		if i < size/2 {
			return i
		}
		return i - size
	}
	for range 500 {
		var want [size]decision.VerdictID
		p := decision.Uniform(decision.Denied)
		for range r.IntN(20) {
			first := r.Uint32N(size)
			last := first + r.Uint32N(size-first)
			v := decision.VerdictID(r.IntN(3))
			p = p.Set(interval.Interval{First: number(first), Last: number(last)}, v)
			for i := first; i <= last; i++ {
				want[i] = v
			}
			if err := p.Check(); err != nil {
				t.Fatalf("%v: %v", p, err)
			}
		}
		for i, v := range want {
			if got := p.Of(number(uint32(i))); got != v {
				t.Fatalf("%v: %#x is %v, want %v", p, number(uint32(i)), got, v)
			}
		}
		for v := range decision.VerdictID(3) {
			for _, in := range p.Where(v) {
				if p.Of(in.First) != v || p.Of(in.Last) != v {
					t.Fatalf("%v: Where(%v) has %v", p, v, in)
				}
			}
		}
	}
}

func TestPartition(t *testing.T) {
	run := func(first, last uint32, v decision.VerdictID) decision.Run {
		return decision.Run{Interval: interval.Interval{First: first, Last: last}, Verdict: v}
	}
	const end = 1<<32 - 1
	for name, p := range map[string]decision.Partition{
		"empty":            {},
		"a late start":     {run(1, end, decision.Denied)},
		"an early end":     {run(0, end-1, decision.Denied)},
		"a gap":            {run(0, 4, decision.Denied), run(6, end, decision.Allowed)},
		"an overlap":       {run(0, 4, decision.Denied), run(4, end, decision.Allowed)},
		"equal neighbours": {run(0, 4, decision.Denied), run(5, end, decision.Denied)},
	} {
		if p.Check() == nil {
			t.Errorf("%s is a partition", name)
		}
	}
}

// TestSetEach compares SetEach with Set, number by number.
func TestSetEach(t *testing.T) {
	p := decision.Uniform(decision.Denied).Set(interval.Interval{First: 10, Last: 20}, decision.Unknown).Set(interval.Interval{First: 5000, Last: interval.Whole.Last}, decision.Allowed)
	for _, numbers := range [][]uint32{{}, {0}, {interval.Whole.Last}, {9, 10, 11}, {20, 21}, {0, 1, 2, 4999, 5000, 5001, interval.Whole.Last - 1, interval.Whole.Last}} {
		want, verdicts := p, make(map[uint32]decision.VerdictID)
		for i, n := range numbers {
			verdicts[n] = decision.VerdictID(i % 4)
			want = want.Set(interval.Interval{First: n, Last: n}, decision.VerdictID(i%4))
		}
		got := p.SetEach(verdicts)
		if !slices.Equal(got, want) || got.Check() != nil {
			t.Errorf("%v: %v %v, want %v", numbers, got, got.Check(), want)
		}
	}
}
