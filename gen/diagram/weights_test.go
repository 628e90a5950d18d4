package diagram_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// tests returns the number of tests for some arguments.
func tests(n *tree.Node, values [6]uint64) int {
	count := 0
	for ; n.Op != tree.Leaf; count++ {
		if n.Test.Holds(values) {
			n = n.Yes
		} else {
			n = n.No
		}
	}
	return count
}

// TestWeights gives values of a list weights: heavy ones have few tests. The largest weights
// do not overflow.
func TestWeights(t *testing.T) {
	for _, test := range []struct {
		name, term string
		values     int
		// calls holds the weights of the first values, most the most tests for each.
		calls []uint64
		most  []int
	}{
		{"one of 64", "uint32(arg0)", 64, []uint64{900}, []int{1}},
		{"two of 64", "uint32(arg0)", 64, []uint64{900, 500}, []int{2, 3}},
		{"one of 64 in 64 bits", "arg0", 64, []uint64{900}, []int{2}},
		{"the largest", "uint32(arg0)", 64, []uint64{1 << 62, 1 << 62}, []int{3, 3}},
		{"one of 8", "uint32(arg0)", 8, []uint64{7}, []int{1}},
		{"one of 4", "uint32(arg0)", 4, []uint64{7}, []int{1}},
		{"the same for all", "uint32(arg0)", 3, []uint64{7, 7, 7}, []int{3, 3, 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(137, 139))
			space := argset.NewSpace()
			var terms []string
			var values []uint64
			for range test.values {
				values = append(values, uint64(r.Uint32()))
				terms = append(terms, fmt.Sprintf("%s == %d", test.term, values[len(values)-1]))
			}
			// The heaviest value is the greatest, and the last in the order of tests.
			slices.SortFunc(values, func(a, b uint64) int { return cmp.Compare(b, a) })
			v := allowedWhen(space, bind(t, space, strings.Join(terms, " || "), 64))
			for i, calls := range test.calls {
				m := bind(t, space, fmt.Sprintf("%s == %d", test.term, values[i]), 64)
				v.Weights = append(v.Weights, decision.Weight{When: m.Holds, Calls: calls})
			}
			n, err := diagram.NewBuilder(space).Build(v)
			if err != nil {
				t.Fatal(err)
			}
			for i, most := range test.most {
				if got := tests(n, [6]uint64{values[i]}); got > most {
					t.Errorf("value %d of weight %d: %d tests, want at most %d", i, test.calls[i], got, most)
				}
			}
		})
	}
}
