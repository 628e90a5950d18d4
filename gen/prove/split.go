package prove

import (
	"fmt"
	"math/bits"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// piece is an interval with one result of a test.
type piece struct {
	interval.Interval
	yes bool
}

// maxPieces limits the pieces of a test of bits. A test of the lowest bit would make a
// piece of each number.
const maxPieces = 64

// split divides value into pieces by a test, in ascending order, and appends them to out.
// Results alternate.
func split(out []piece, ins bpf.Instruction, value interval.Interval) ([]piece, error) {
	switch {
	case ins.Code == jumpEqual:
		return splitEqual(out, ins.K, value), nil
	case ins.Code == jumpAtLeast:
		return splitAtLeast(out, ins.K, value), nil
	case ins.Code == jumpAbove && ins.K == interval.Whole.Last:
		return append(out, piece{value, false}), nil
	case ins.Code == jumpAbove:
		return splitAtLeast(out, ins.K+1, value), nil
	}
	return splitBits(out, ins.K, value)
}

func splitAtLeast(out []piece, k uint32, value interval.Interval) []piece {
	below, from, okBelow, okFrom := value.Split(k)
	if okBelow {
		out = append(out, piece{below, false})
	}
	if okFrom {
		out = append(out, piece{from, true})
	}
	return out
}

func splitEqual(out []piece, k uint32, value interval.Interval) []piece {
	if !value.Contains(k) {
		return append(out, piece{value, false})
	}
	if value.First < k {
		out = append(out, piece{interval.Interval{First: value.First, Last: k - 1}, false})
	}
	out = append(out, piece{interval.Interval{First: k, Last: k}, true})
	if k < value.Last {
		out = append(out, piece{interval.Interval{First: k + 1, Last: value.Last}, false})
	}
	return out
}

// splitBits divides value by a test of bits. out is empty.
func splitBits(out []piece, k uint32, value interval.Interval) ([]piece, error) {
	for first := value.First; ; {
		last, yes := alike(k, first)
		last = min(last, value.Last)
		if n := len(out); n > 0 && out[n-1].yes == yes {
			out[n-1].Last = last
		} else {
			out = append(out, piece{interval.Interval{First: first, Last: last}, yes})
		}
		if last == value.Last {
			return out, nil
		}
		if len(out) > maxPieces {
			return nil, fmt.Errorf("a test of bits %#x makes over %d intervals", k, maxPieces)
		}
		first = last + 1
	}
}

// alike reports whether n has bits of k, and the last number of the interval from n with
// the same result.
func alike(k, n uint32) (last uint32, yes bool) {
	if k == 0 {
		return interval.Whole.Last, false
	}
	if common := n & k; common != 0 {
		// The highest common bit stays set until the lower bits overflow.
		return n | (1<<(bits.Len32(common)-1) - 1), true
	}
	// The lowest bit of k is set when the lower bits overflow.
	return n | (k&-k - 1), false
}
