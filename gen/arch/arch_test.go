package arch_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// TestAll checks the order of All, and that its architectures can be told apart.
func TestAll(t *testing.T) {
	for i, a := range arch.All {
		if a.Index != i || arch.ByGOARCH(a.GOARCH) != a || a.Target != (i < len(arch.Targets)) {
			t.Errorf("%s: index %d at %d, target %v", a.GOARCH, a.Index, i, a.Target)
		}
		if slices.ContainsFunc(arch.All[:i], func(b *arch.Arch) bool { return b.Audit == a.Audit }) {
			t.Errorf("%s: the audit value %#x stands twice", a.GOARCH, a.Audit)
		}
	}
	if names := arch.Names(arch.Targets); !slices.IsSorted(names) {
		t.Errorf("targets %v, want alphabetical order", names)
	}
	if a := arch.ByGOARCH("pdp11"); a != nil {
		t.Errorf("pdp11 is %v", a)
	}
}

// TestPair checks that a companion ABI has 32 bits and its kernel's byte order, and that
// Pair finds both from either. An architecture that is no target must be a companion.
func TestPair(t *testing.T) {
	paired := make(map[*arch.Arch]bool)
	for _, a := range arch.All {
		c := a.Companion
		if c == nil {
			continue
		}
		if a.Width != 64 || c.Width != 32 || a.BigEndian != c.BigEndian || a.AllowCache != c.AllowCache || paired[c] {
			t.Errorf("%s has the companion %s", a.GOARCH, c.GOARCH)
		}
		for _, x := range []*arch.Arch{a, c} {
			paired[x] = true
			if native, companion, ok := arch.Pair(x); native != a || companion != c || !ok {
				t.Errorf("Pair(%s) = %v, %v, %v", x.GOARCH, native, companion, ok)
			}
		}
	}
	for _, a := range arch.All {
		if _, _, ok := arch.Pair(a); ok != paired[a] || !a.Target && !ok {
			t.Errorf("%s: a pair: %v, a target: %v", a.GOARCH, ok, a.Target)
		}
	}
}

// TestSet checks the order of a set, and that it has no duplicates.
func TestSet(t *testing.T) {
	amd64, arm := arch.ByGOARCH("amd64"), arch.ByGOARCH("arm")
	if got, want := arch.Set([]*arch.Arch{arm, amd64, arm}), []*arch.Arch{amd64, arm}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", arch.Names(got), arch.Names(want))
	}
}

// TestEmulated checks that make test-emulated runs the tests of every target but those of
// the machines for development.
func TestEmulated(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`(?m)^EMULATED := ((?:.*\\\n)*.*)$`).FindSubmatch(makefile)
	if list == nil {
		t.Fatal("Makefile has no EMULATED")
	}
	emulated := []string{"386", "amd64"}
	for _, word := range strings.Fields(strings.ReplaceAll(string(list[1]), "\\", "")) {
		goarch, _, _ := strings.Cut(word, ":")
		emulated = append(emulated, goarch)
	}
	slices.Sort(emulated)
	if want := arch.Names(arch.Targets); !slices.Equal(emulated, want) {
		t.Errorf("the Makefile tests %v, want %v", emulated, want)
	}
}
