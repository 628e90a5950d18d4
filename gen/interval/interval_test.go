package interval_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// TestSet sets random intervals, also at both ends of the range, and compares the
// partition with an array that does the same.
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
		var want [size]interval.Verdict
		p := interval.Uniform(interval.Denied)
		for range r.IntN(20) {
			first := r.Uint32N(size)
			last := first + r.Uint32N(size-first)
			v := interval.Verdict(r.IntN(3))
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
		for v := range interval.Verdict(3) {
			for _, in := range p.Where(v) {
				if p.Of(in.First) != v || p.Of(in.Last) != v {
					t.Fatalf("%v: Where(%v) has %v", p, v, in)
				}
			}
		}
	}
}

func TestCheck(t *testing.T) {
	run := func(first, last uint32, v interval.Verdict) interval.Run {
		return interval.Run{Interval: interval.Interval{First: first, Last: last}, Verdict: v}
	}
	const end = 1<<32 - 1
	for name, p := range map[string]interval.Partition{
		"empty":            {},
		"a late start":     {run(1, end, interval.Denied)},
		"an early end":     {run(0, end-1, interval.Denied)},
		"a gap":            {run(0, 4, interval.Denied), run(6, end, interval.Allowed)},
		"an overlap":       {run(0, 4, interval.Denied), run(4, end, interval.Allowed)},
		"equal neighbours": {run(0, 4, interval.Denied), run(5, end, interval.Denied)},
	} {
		if p.Check() == nil {
			t.Errorf("%s is a partition", name)
		}
	}
}

// TestSetEach compares SetEach with Set, number by number.
func TestSetEach(t *testing.T) {
	p := interval.Uniform(interval.Denied).Set(interval.Interval{10, 20}, interval.Unknown).Set(interval.Interval{5000, interval.Whole.Last}, interval.Allowed)
	for _, numbers := range [][]uint32{{}, {0}, {interval.Whole.Last}, {9, 10, 11}, {20, 21}, {0, 1, 2, 4999, 5000, 5001, interval.Whole.Last - 1, interval.Whole.Last}} {
		want, verdicts := p, make(map[uint32]interval.Verdict)
		for i, n := range numbers {
			verdicts[n] = interval.Verdict(i % 4)
			want = want.Set(interval.Interval{n, n}, interval.Verdict(i%4))
		}
		got := p.SetEach(verdicts)
		if !slices.Equal(got, want) || got.Check() != nil {
			t.Errorf("%v: %v %v, want %v", numbers, got, got.Check(), want)
		}
	}
}
