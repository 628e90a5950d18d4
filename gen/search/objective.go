package search

import (
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Objective defines the cost of a tree: the expected number of tests executed, plus
// [Price] for every test of the program. Half of the weight lies on real calls, half is
// uniform over the syscall table.
//
// A kernel pays for both halves. It runs the program once for every number of the
// table when the filter is installed (kernel/seccomp.c, seccomp_cache_prepare). It runs
// it for every syscall made afterwards, unless the constant-allow cache answers: the
// cache does not hold denied syscalls, and some kernels lack it.
//
// Costs are integers, and every host finds the same tree.
type Objective struct {
	// Calls counts the calls of each number, in any unit.
	Calls map[uint32]int
	// Table holds the numbers that the kernel tries when a filter is installed.
	Table interval.Interval
}

// Whole is the weight of all numbers together. A test executed for all of them costs
// Whole.
const Whole = 1 << 30

// Price is the cost of a test that is never executed. It is small, and decides between
// trees of nearly the same cost. Installing alone would justify Whole/9: a measurement
// gave 0.12 us per instruction of the program and 1.05 us per instruction executed for
// the average number. But a program is installed once and executed often.
const Price = Whole / 50

// Run is a run with its weight under an objective.
type Run struct {
	decision.Run
	Weight int64
}

// Weigh returns the runs of p with their weights. Calls of denied numbers do not
// count: they end the process or are rare.
func (o Objective) Weigh(p decision.Partition) []Run {
	runs := make([]Run, len(p))
	calls := make([]int64, len(p))
	var total int64
	numbers := o.numbers()
	for i, r := range p {
		runs[i].Run = r
		if counts(r.Verdict) {
			for _, n := range within(numbers, r.Interval) {
				calls[i] += int64(o.Calls[n])
			}
			total += calls[i]
		}
	}
	size := int64(o.Table.Last) - int64(o.Table.First) + 1
	for i, r := range p {
		half := int64(Whole / 2)
		if total == 0 {
			half = Whole
		} else {
			runs[i].Weight = calls[i] * half / total
		}
		if first, last := max(r.First, o.Table.First), min(r.Last, o.Table.Last); first <= last {
			runs[i].Weight += (int64(last) - int64(first) + 1) * half / size
		}
	}
	return runs
}

// counts reports whether calls with verdict v count.
func counts(v decision.VerdictID) bool {
	return v != decision.Denied && v != decision.Unknown && v != decision.Foreign
}

// numbers returns the numbers with calls in ascending order.
func (o Objective) numbers() []uint32 { return slices.Sorted(maps.Keys(o.Calls)) }

// within returns the numbers in i. They are in ascending order.
func within(numbers []uint32, i interval.Interval) []uint32 {
	first, _ := slices.BinarySearch(numbers, i.First)
	numbers = numbers[first:]
	after, found := slices.BinarySearch(numbers, i.Last)
	if found {
		after++
	}
	return numbers[:after]
}
