package constants_test

import (
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

func TestChanges(t *testing.T) {
	const uneven = "A,,1,2,3,,,,,,,,,,,"
	for _, test := range []struct {
		what, was, is string
		want          []string
	}{
		{"nothing", uneven, uneven, nil},
		{"nothing but how it is written", "A,10" + everywhere, "A,0xa" + everywhere, nil},
		{"added", "", uneven, []string{"added A"}},
		{"removed", uneven, "", []string{"removed A"}},
		{"renamed", "B,1" + everywhere, "A,1" + everywhere, []string{"added A", "removed B"}},
		{"changed everywhere", "A,1" + everywhere, "A,2" + everywhere, []string{"changed A: was 0x1, is 0x2"}},
		{"changed here and there", uneven, "A,,1,9,,-4,,,,,,,,,,", []string{
			"changed A on amd64: was 0x2, is 0x9",
			"removed A on arm: was 0x3",
			"added A on arm64: -0x4",
		}},
		{"no longer the same", "A,1" + everywhere, "A,,1,1,1,1,1,5,1,1,1,1,1,1,1,1", []string{"changed A on mips: was 0x1, is 0x5"}},
		{"the same at last", "A,,1,1,1,1,1,1,1,1,1,1,1,1,1,", "A,1" + everywhere, []string{"added A on ppc: 0x1"}},
	} {
		was, err := constants.Read("was", []byte(header+test.was))
		if err != nil {
			t.Fatal(err)
		}
		is, err := constants.Read("is", []byte(header+test.is))
		if err != nil {
			t.Fatal(err)
		}
		if got := constants.Changes(was, is); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.what, got, test.want)
		}
	}
}
