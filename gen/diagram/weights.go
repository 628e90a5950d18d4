package diagram

import (
	"math/bits"
	"sort"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	numbers "github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
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

// average returns the average number of tests for the arguments with weights, in
// 1/averageUnit. Each weight counts for one example of its arguments.
func (s *search) average(root *tree.Node) int {
	shift, sum, calls := s.shift(), uint64(0), uint64(0)
	for _, x := range s.weights {
		if x.When == argset.None {
			continue
		}
		tests, values := uint64(0), s.space.Example(x.When)
		for n := root; n.Op != tree.Leaf; tests++ {
			if n.Test.Holds(values) {
				n = n.Yes
			} else {
				n = n.No
			}
		}
		sum, calls = sum+tests*(x.Calls>>shift), calls+x.Calls>>shift
	}
	if calls == 0 {
		return 0
	}
	return int(averageUnit * sum / calls)
}

// shift returns the bits to drop from all weights for a sum of up to weightBits.
func (s *search) shift() int {
	largest := uint64(0)
	for _, x := range s.weights {
		largest = max(largest, x.Calls)
	}
	return max(0, bits.Len64(largest)+bits.Len(uint(len(s.weights)))-weightBits)
}

// weightsOf returns the weights of the values of w.
func (s *search) weightsOf(w argset.Word) []weight {
	shift := s.shift()
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
