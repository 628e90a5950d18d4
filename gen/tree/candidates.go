package tree

import (
	"cmp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// candidates returns tests, each once, by word, the upper half of an argument
// first. Where several neighbours are tested for, the bounds of their range join
// them.
func candidates(tests []argset.Test) []argset.Test {
	out := slices.Clone(tests)
	slices.SortFunc(out, compareTests)
	out = slices.Compact(out)
	for i := 0; i < len(out); i++ {
		j := i + 1
		for j < len(out) && out[j].Op == argset.Equal && out[j-1].Op == argset.Equal && out[j].K == out[j-1].K+1 && sameLoad(out[j], out[i]) {
			j++
		}
		if j == i+1 {
			continue
		}
		first, behind := out[i], out[j-1]
		first.Op, behind.Op = argset.AtLeast, argset.AtLeast
		behind.K++
		bounds := []argset.Test{first}
		if behind.K != 0 {
			bounds = append(bounds, behind)
		}
		out = slices.Insert(out, i, bounds...)
		i = j + len(bounds) - 1
	}
	return out
}

func sameLoad(a, b argset.Test) bool {
	return a.Word == b.Word && a.Mask == b.Mask && a.Flip == b.Flip
}

// compareTests orders tests by word, and within one so that those with the same
// load are neighbours.
func compareTests(a, b argset.Test) int {
	return cmp.Or(
		cmp.Compare(a.Arg, b.Arg), upperFirst(a, b),
		cmp.Compare(b.Mask, a.Mask), cmp.Compare(a.Flip, b.Flip),
		cmp.Compare(a.Op, b.Op), cmp.Compare(a.K, b.K))
}

// upperFirst orders tests of upper halves before those of lower ones.
func upperFirst(a, b argset.Test) int {
	rank := map[bool]int{true: 0, false: 1}
	return cmp.Compare(rank[a.High], rank[b.High])
}
