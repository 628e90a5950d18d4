package diagram_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// worst returns the greatest numbers of tests and loads on a path from n. before is the node
// before it, nil at the root.
func worst(n, before *tree.Node) (tests, loads int) {
	if n.Op == tree.Leaf {
		return 0, 0
	}
	for _, next := range []*tree.Node{n.Yes, n.No} {
		t, l := worst(next, n)
		tests, loads = max(tests, t), max(loads, l)
	}
	tests++
	if before == nil || n.EntryFrom(before) == tree.Cold {
		loads++
	}
	return tests, loads
}

// list returns a condition with n distinct values of a kind.
func list(r *rand.Rand, n int, term string, value func(*rand.Rand) uint64) string {
	seen := make(map[uint64]bool)
	var terms []string
	for len(terms) < n {
		if v := value(r); !seen[v] {
			seen[v] = true
			terms = append(terms, fmt.Sprintf("%s == %#x", term, v))
		}
	}
	return strings.Join(terms, " || ")
}

// TestLists bounds the tests, loads and instructions for lists of 64 values.
func TestLists(t *testing.T) {
	command := func(r *rand.Rand) uint64 { return 0xc0000000 | r.Uint64N(64)<<16 | 'd'<<8 | r.Uint64N(128) }
	for _, test := range []struct {
		name, term                 string
		value                      func(*rand.Rand) uint64
		tests, loads, instructions int
	}{
		{"commands of ioctl", "uint32(arg1)", command, 8, 1, 82},
		{"scattered 32 bits", "uint32(arg0)", func(r *rand.Rand) uint64 { return uint64(r.Uint32()) }, 8, 1, 82},
		{"few", "uint32(arg0)", func(r *rand.Rand) uint64 { return r.Uint64N(100) }, 8, 1, 82},
		{"64 bits in the lower half", "arg0", func(r *rand.Rand) uint64 { return uint64(r.Uint32()) }, 9, 2, 84},
		{"64 bits", "arg0", (*rand.Rand).Uint64, 9, 2, 64*3 + 17},
		{"64 bits with 8 upper halves", "arg0", func(r *rand.Rand) uint64 { return r.Uint64N(8)<<37 | uint64(r.Uint32()) }, 10, 2, 110},
		{"64 bits with 8 lower halves", "arg0", func(r *rand.Rand) uint64 { return r.Uint64N(8)<<3 | r.Uint64N(1<<30)<<33 }, 10, 2, 110},
		{"mask", "arg0 & 0xffff00", func(r *rand.Rand) uint64 { return r.Uint64N(1<<16) << 8 }, 8, 1, 83},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(107, 109))
			for range 3 {
				space := argset.NewSpace()
				n := build(t, space, bind(t, space, list(r, 64, test.term, test.value), 64))
				tests, loads := worst(n, nil)
				if length := tree.Length(n); tests > test.tests || loads > test.loads || length > test.instructions {
					t.Errorf("%d tests, %d loads, %d instructions; want at most %d, %d, %d",
						tests, loads, length, test.tests, test.loads, test.instructions)
				}
			}
		})
	}
}
