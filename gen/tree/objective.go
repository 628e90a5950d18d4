package tree

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Objective is what a tree is to be good at: the expected number of instructions
// executed, where half of the weight lies on real calls and half is uniform over
// the system call table, plus [Price] for every instruction of the program.
//
// Both halves are paid for. Denied calls and kernels without the constant-allow
// cache run the program for each call that is made; installing runs it once for
// every number of the table (kernel/seccomp.c, seccomp_cache_prepare).
//
// It counts in integers, so that every host finds the same tree.
type Objective struct {
	// Calls is how often each number is called, in any unit.
	Calls map[uint32]int
	// Table is the numbers that the kernel tries when a filter is installed.
	Table interval.Interval
}

// Whole is the weight of all numbers together; costs are in instructions of it.
const Whole = 1 << 30

// Price is the cost of an instruction that is never executed. It is small: it
// decides between trees of nearly the same cost. Installing alone would put it at
// Whole/9, as it was measured at 0.12 us for each instruction of a program and
// 1.05 us for each that is executed for the average number; but a program is
// installed once and executed often.
const Price = Whole / 50

// Run is a run with its weight under an objective.
type Run struct {
	decision.Run
	Weight int64
}

// Weigh returns the runs of p with their weights. Of the calls, those that p does
// not deny count; what it denies ends the program or is rare.
func (o Objective) Weigh(p decision.Partition) []Run {
	runs := make([]Run, len(p))
	calls := make([]int64, len(p))
	var total int64
	for i, r := range p {
		runs[i].Run = r
		if counts(r.Verdict) {
			calls[i] = o.calls(r.Interval)
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

// counts reports whether the calls of a verdict count.
func counts(v decision.VerdictID) bool {
	return v != decision.Denied && v != decision.Unknown && v != decision.Foreign
}

// calls returns how often the numbers of i are called.
func (o Objective) calls(i interval.Interval) int64 {
	var sum int64
	for n, count := range o.Calls {
		if i.Contains(n) {
			sum += int64(count)
		}
	}
	return sum
}
