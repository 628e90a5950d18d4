package random

import (
	"maps"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// TestNames compares arity, inside, variants and entangled with syscalls.csv.
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
	for name := range arity {
		if got := entering[name]; !slices.Equal(got, []string{name}) {
			t.Errorf("%s is reached by %q", name, got)
		}
		for _, goarch := range goarches() {
			if _, ok := o.Numbers(goarch)[name]; !ok {
				t.Errorf("%s has no %s", goarch, name)
			}
		}
	}
	for multiplexer, operations := range inside {
		for name := range operations {
			want := []string{multiplexer, name}
			slices.Sort(want)
			if got := entering[name]; !slices.Equal(got, want) {
				t.Errorf("%s is reached by %q, want %q", name, got, want)
			}
		}
	}
	for name := range variants {
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
