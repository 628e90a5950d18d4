package diagram

import (
	"math/bits"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// pattern is a value of the bits of a word under a mask.
type pattern struct {
	argset.Word
	mask, value uint32
}

// patterns returns what the results of t state as a pattern: flags & 3 == 1 is one itself,
// and flags & 0x10 != 0 states one by its no, flags & 0x10 == 0. A single bit states one by
// either.
func patterns(t argset.Test) []pattern {
	var yes, no pattern
	switch {
	case t.Flip != 0 || t.Op == argset.AtLeast:
		return nil
	case t.Op == argset.Equal:
		yes = pattern{t.Word, t.Mask, t.K}
		no = pattern{t.Word, t.Mask, t.Mask &^ t.K}
	default:
		yes = pattern{t.Word, t.Mask & t.K, t.Mask & t.K}
		no = pattern{t.Word, t.Mask & t.K, 0}
	}
	switch {
	case bits.OnesCount32(yes.mask) == 1:
		return []pattern{yes, no}
	case t.Op == argset.Equal:
		return []pattern{yes}
	}
	return []pattern{no}
}

// and returns the pattern of both. ok is false if they contradict, or are of two words.
func (p pattern) and(q pattern) (both pattern, ok bool) {
	both = pattern{p.Word, p.mask | q.mask, p.value | q.value}
	return both, p.Word == q.Word && (p.value^q.value)&p.mask&q.mask == 0
}

// test returns the test for p.
func (p pattern) test() argset.Test {
	return argset.Test{Word: p.Word, Mask: p.mask, Op: argset.Equal, K: p.value}
}

// merged returns tests that state two patterns at once, and so leave one case: of
//
//	flags & 3 == 1 && flags & 0x10 == 0 || ...
//
// the test flags & 0x13 == 1. It adds their sets to s.
func (s *search) merged(tests []argset.Test) []argset.Test {
	var list []pattern
	for _, t := range tests {
		for _, p := range patterns(t) {
			if !s.leavesOne(s.space.Test(p.test())) {
				list = append(list, p)
			}
		}
	}
	var out []argset.Test
	for i, p := range list {
		for _, q := range list[:i] {
			both, ok := p.and(q)
			if !ok {
				continue
			}
			t := both.test()
			if set := s.space.Test(t); !slices.Contains(out, t) && s.leavesOne(set) {
				s.sets[t] = set
				out = append(out, t)
			}
		}
	}
	return out
}

// leavesOne reports whether arguments of a set have one verdict.
func (s *search) leavesOne(set argset.Set) bool {
	return slices.ContainsFunc(s.cases, func(c decision.Case) bool { return s.space.Minus(set, c.When) == argset.None })
}
