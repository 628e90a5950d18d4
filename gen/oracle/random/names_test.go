package random

import (
	"fmt"
	"go/constant"
	"maps"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// TestNames compares inside, variants and entangled with syscalls.csv.
func TestNames(t *testing.T) {
	o, err := oracle.Read("../../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	entering := make(map[string][]string)
	for _, name := range o.Names() {
		for _, operation := range o.Operations(name) {
			entering[operation] = append(entering[operation], name)
		}
	}
	for multiplexer, operations := range inside {
		for _, name := range operations {
			want := []string{multiplexer, name}
			slices.Sort(want)
			if got := entering[name]; !slices.Equal(got, want) {
				t.Errorf("%s is reached by %q, want %q", name, got, want)
			}
		}
	}
	for _, name := range variants {
		if got := o.Operations(name); len(got) != 1 || got[0] == name {
			t.Errorf("%s has operations %q, want another one", name, got)
		}
	}
	for _, name := range slices.Concat(entangled, slices.Collect(maps.Keys(inside))) {
		if !slices.Contains(o.Names(), name) {
			t.Errorf("no %s", name)
		}
	}
}

// TestParameters counts the parameters that policies test. There are enough of each width
// and sign, pointers, and some at other places.
func TestParameters(t *testing.T) {
	o, err := oracle.Read("../../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	g := &Generator{Oracle: o, Constants: func(string, string) (constant.Value, bool) { return nil, false }}
	syscalls, kinds := 0, make(map[string]int)
	for _, name := range g.reach().operations {
		list := g.reach().everywhere[name]
		syscalls++
		for _, p := range list {
			switch {
			case p.Pointer:
				kinds["pointer"]++
			case p.register < 0:
				kinds["moved"]++
			case p.full:
				kinds["register"]++
			default:
				kinds[fmt.Sprintf("%d %v", p.Bits, p.Signed)]++
			}
			kinds["all"]++
		}
	}
	for kind, want := range map[string]int{
		"all": 100, "pointer": 10, "moved": 1, "register": 10, "16 false": 8, "32 false": 20, "32 true": 30,
	} {
		if kinds[kind] < want {
			t.Errorf("%d parameters of kind %q, want %d", kinds[kind], kind, want)
		}
	}
	if syscalls < 40 {
		t.Errorf("%d syscalls, want 40", syscalls)
	}
}
