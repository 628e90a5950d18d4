//go:build linux && amd64

package conditions

import (
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/sys/unix"
)

// Counts holds what a program executes for the syscall of a case.
type Counts struct {
	// Worst is the most tests for any input tried, Average the average over the inputs
	// listed by the rules, one for each rule.
	Worst   int
	Average float64
}

// Count executes p for inputs of x: those listed by the rules, and neighbours with each
// argument changed. It is an error if p decides another input than the rules do.
func (x *Case) Count(p []unix.SockFilter) (Counts, error) {
	var c Counts
	for _, r := range x.Rules {
		_, tests, err := x.decide(p, r.arguments())
		if err != nil {
			return c, err
		}
		c.Average += float64(tests) / float64(len(x.Rules))
	}
	for _, arguments := range x.inputs() {
		allowed, tests, err := x.decide(p, arguments)
		if err != nil {
			return c, err
		}
		if want := x.allows(arguments); allowed != want {
			return c, fmt.Errorf("%s(%#x) allowed: %v, want %v", x.Call, arguments, allowed, want)
		}
		c.Worst = max(c.Worst, tests)
	}
	return c, nil
}

// decide executes p for the syscall of x with arguments.
func (x *Case) decide(p []unix.SockFilter, arguments [6]uint64) (allowed bool, tests int, err error) {
	in := x.input(arguments)
	out, err := Execute(p, &in)
	return out.Value == unix.SECCOMP_RET_ALLOW, out.Tests, err
}

// allows reports whether a rule holds for arguments.
func (x *Case) allows(arguments [6]uint64) bool {
	return slices.ContainsFunc(x.Rules, func(r Rule) bool {
		return !slices.ContainsFunc(r, func(t Term) bool { return arguments[t.Argument]&t.Mask != t.Value })
	})
}

// arguments returns the least arguments with r.
func (r Rule) arguments() [6]uint64 {
	var out [6]uint64
	for _, t := range r {
		out[t.Argument] = t.Value
	}
	return out
}

// inputs returns all combinations of values near those of the rules. High halves are zero
// unless a term is about them: some compilers compare all 64 bits of an int.
func (x *Case) inputs() [][6]uint64 {
	var near [6][]uint64
	for i := range near {
		near[i] = []uint64{0}
	}
	for _, r := range x.Rules {
		for _, t := range r {
			near[t.Argument] = append(near[t.Argument], t.near()...)
		}
	}
	out := [][6]uint64{{}}
	for i, values := range near {
		slices.Sort(values)
		var longer [][6]uint64
		for _, in := range out {
			for _, v := range slices.Compact(values) {
				in[i] = v
				longer = append(longer, in)
			}
		}
		out = longer
	}
	return out
}

// near returns the value of t and values one bit or one off.
func (t Term) near() []uint64 {
	width := uint64(half)
	if t.Mask > half {
		width = all
	}
	out := []uint64{t.Value, (t.Value + 1) & width, (t.Value - 1) & width, width}
	// A bit that counts and one that does not, at either end.
	for _, m := range []uint64{t.Mask & width, width &^ t.Mask} {
		if m != 0 {
			out = append(out, t.Value^1<<bits.TrailingZeros64(m), t.Value^1<<(bits.Len64(m)-1))
		}
	}
	return out
}
