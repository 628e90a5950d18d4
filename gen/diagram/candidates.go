package diagram

import (
	"cmp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// candidates returns the distinct tests, ordered by word, upper halves first. Equalities
// with consecutive values become a range: its two bounds are added before them.
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
		first, end := out[i], out[j-1]
		first.Op, end.Op = argset.AtLeast, argset.AtLeast
		end.K++
		bounds := []argset.Test{first}
		if end.K != 0 {
			bounds = append(bounds, end)
		}
		out = slices.Insert(out, i, bounds...)
		i = j + len(bounds) - 1
	}
	return out
}

// sameLoad reports whether a and b test the same bits.
func sameLoad(a, b argset.Test) bool {
	return a.Word == b.Word && a.Mask == b.Mask && a.Flip == b.Flip
}

// compareTests orders tests by word, then by load.
func compareTests(a, b argset.Test) int {
	return cmp.Or(
		cmp.Compare(a.Arg, b.Arg), upperFirst(a, b),
		cmp.Compare(b.Mask, a.Mask), cmp.Compare(a.Flip, b.Flip),
		cmp.Compare(a.Op, b.Op), cmp.Compare(a.K, b.K))
}

// upperFirst orders tests of upper halves before tests of lower halves.
func upperFirst(a, b argset.Test) int {
	rank := map[bool]int{true: 0, false: 1}
	return cmp.Compare(rank[a.High], rank[b.High])
}
