package diagram_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// TestMerged counts the instructions of conditions with several tests of one word's bits.
func TestMerged(t *testing.T) {
	for _, test := range []struct {
		when   string
		length int
	}{
		{"uint32(arg0) & 3 == 1 && uint32(arg0) & 0x10 == 0", 3},
		{"uint32(arg0) & 3 == 1 && uint32(arg0) & 0x10 != 0", 3},
		{"uint32(arg0) & 3 == 1 && uint32(arg0) & 0x30 != 0x30", 6},
		{"uint32(arg0) & 3 == 1 && uint32(arg0) & 0x10 == 0 || uint32(arg0) & 3 == 2 && uint32(arg0) & 0x20 == 0", 6},
		{"uint32(arg0) & 3 == 1 && uint32(arg1) & 0x10 == 0", 5},
		{"uint32(arg0) & 3 == 1 || uint32(arg0) & 0x10 == 0", 4},
	} {
		space := argset.NewSpace()
		m := bind(t, space, test.when, 64)
		n := build(t, space, m)
		walk(t, space, test.when, m.Holds, n, argset.All)
		if got := tree.Length(n); got != test.length {
			t.Errorf("%s: %d instructions, want %d", test.when, got, test.length)
		}
	}
}
