package diagram_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// kinds holds growing conditions, by the condition of a row. The diagram of n rows has at most
// quarters*n/4+more instructions. A program by hand has 1, 3 or 5 for a row, and a threshold for
// every four rows.
var kinds = []struct {
	name           string
	quarters, more int
	row            func(r *rand.Rand, i int) string
}{
	{"list", 5, 4, func(r *rand.Rand, i int) string { return fmt.Sprintf("uint32(arg0) == %d", 3*i) }},
	{"pairs", 12, 2, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("uint32(arg0) == %d && uint32(arg1) == %d", i, r.Uint32())
	}},
	{"wide", 20, 6, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("uint32(arg0) == %d && uint32(arg1) >= %d && uint32(arg2) & %d == 0", 200*i+r.IntN(199), 2+r.IntN(1000), 1<<r.IntN(12))
	}},
	{"wide, all different", 21, 6, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("uint32(arg0) == %d && uint32(arg1) >= %d && uint32(arg2) & %d == 0", 200*i+r.IntN(199), 1000+i, 1000+i)
	}},
}

// joined returns the condition of n rows.
func joined(row func(r *rand.Rand, i int) string, n int) string {
	r := rand.New(rand.NewPCG(149, uint64(n)))
	var terms []string
	for i := range n {
		terms = append(terms, row(r, i))
	}
	return strings.Join(terms, " || ")
}

// growth builds the diagram of n rows. It returns its instructions and the steps of work.
func growth(t *testing.T, row func(r *rand.Rand, i int) string, n int) (length, steps int) {
	t.Helper()
	const limit = 1 << 30
	space := argset.NewSpace()
	v := allowedWhen(space, bind(t, space, joined(row, n), 64))
	space.Within(limit, func() {
		root, err := diagram.NewBuilder(space).Build(v)
		if err != nil {
			t.Fatal(err)
		}
		length, steps = tree.Length(root), limit-space.Left()
	})
	return length, steps
}

// TestGrowth bounds the instructions of rows, and shows that the work grows with them: for
// four times the rows not six times the steps.
func TestGrowth(t *testing.T) {
	for _, k := range kinds {
		before := 0
		for _, n := range []int{20, 80} {
			length, steps := growth(t, k.row, n)
			if most := k.quarters*n/4 + k.more; length > most {
				t.Errorf("%d rows %s: %d instructions, want at most %d", n, k.name, length, most)
			}
			if before > 0 && steps > 6*before {
				t.Errorf("%d rows %s: %d steps, and %d for a quarter", n, k.name, steps, before)
			}
			before = steps
		}
	}
}
