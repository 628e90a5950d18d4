package diagram

import (
	"math/bits"
	"sort"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	numbers "github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
)

// weight is an interval of values of a word with its calls.
type weight struct {
	interval.Interval
	calls int64
}

// maxIntervals limits the intervals of a word's values with one weight. A weight with more
// does not count for this word.
const maxIntervals = 64

// weightBits limits the sum of all calls of a word: a product with [numbers.Whole] does not
// overflow.
const weightBits = 30

// weightsOf returns the weights of the values of w.
func (s *search) weightsOf(w argset.Word) []weight {
	var total uint64
	for _, x := range s.weights {
		total += min(x.Calls, 1<<62/uint64(len(s.weights)))
	}
	shift := max(0, bits.Len64(total)-weightBits)
	var out []weight
	for _, x := range s.weights {
		intervals := s.valuesOf(x.When, w)
		for _, i := range intervals {
			out = append(out, weight{i, int64(x.Calls>>shift) / int64(len(intervals))})
		}
	}
	return out
}

// valuesOf returns the values of w in set, nil if they are all or many intervals.
func (s *search) valuesOf(set argset.Set, w argset.Word) []interval.Interval {
	for _, other := range s.words {
		if other != w {
			set = s.space.Forget(set, other)
		}
	}
	if top, ok := s.space.Top([]argset.Set{set}); !ok || top != w {
		return nil
	}
	runs, ok := s.space.WordRuns([]argset.Set{set}, w, whole, 2*maxIntervals)
	if !ok {
		return nil
	}
	var out []interval.Interval
	for i, r := range runs {
		if r.Rest[0] != argset.All {
			continue
		}
		last := interval.Whole.Last
		if i+1 < len(runs) {
			last = runs[i+1].First - 1
		}
		out = append(out, interval.Interval{First: r.First, Last: last})
	}
	return out
}

// count divides the calls of w evenly among the runs of its values. Of masked values it counts
// single ones alone.
func (w weight) count(calls []int64, runs []numbers.Run, mask uint32) {
	if mask != whole {
		if w.First != w.Last {
			return
		}
		w.First, w.Last = w.First&mask, w.First&mask
	}
	first := sort.Search(len(runs), func(i int) bool { return runs[i].Last >= w.First })
	after := sort.Search(len(runs), func(i int) bool { return runs[i].First > w.Last })
	for i := first; i < after; i++ {
		calls[i] += w.calls / int64(after-first)
	}
}
