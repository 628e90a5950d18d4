package argset_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// TestNumbers divides the numbers by a set with three of them and a bit of an argument, on
// two architectures.
func TestNumbers(t *testing.T) {
	s := argset.NewSpace()
	bit := s.Bit(0, 3)
	numbers := s.And(s.AtLeast(s.Number(), 5), s.Not(s.AtLeast(s.Number(), 8)))
	set := s.And(s.Equal(s.Architecture(), 0xc000003e), s.Or(s.And(numbers, bit), s.Equal(s.Number(), 1<<32-1)))
	for architecture, want := range map[uint32][]string{
		0xc000003e: {"0..4 none", "5..7 bit", "8..4294967294 none", "4294967295..4294967295 all"},
		0xc000003f: {"0..4294967295 none"},
	} {
		var got []string
		names := map[argset.Set]string{argset.None: "none", bit: "bit", argset.All: "all"}
		last := ""
		var start, end uint32
		flush := func() {
			if last != "" {
				got = append(got, fmt.Sprintf("%d..%d %s", start, end, last))
			}
		}
		s.Numbers([]argset.Set{s.Fix(set, architecture)}, func(first, to uint32, members []argset.Set) {
			if name := names[members[0]]; name != last {
				flush()
				start, last = first, name
			}
			end = to
		})
		flush()
		if !slices.Equal(got, want) {
			t.Errorf("architecture %#x: %q, want %q", architecture, got, want)
		}
	}
}
