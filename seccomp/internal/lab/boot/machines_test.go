package main

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/toolchain"
)

// TestMachines checks that each architecture has one machine, and that two architectures
// on one kernel are foreign to each other. There is no machine for ppc.
func TestMachines(t *testing.T) {
	byName := make(map[string]machine)
	for _, m := range machines() {
		if _, ok := byName[m.goarch]; ok {
			t.Errorf("%s is there twice", m.goarch)
		}
		byName[m.goarch] = m
	}
	if got, want := slices.Sorted(maps.Keys(byName)), oracle.GOARCHes(); !slices.Equal(got, want) {
		t.Errorf("machines for %v, want %v", got, want)
	}
	kernels := make(map[string]string)
	for _, m := range machines() {
		if m.foreign != "" && m.foreign != toolchain.GOARCHPPC && byName[m.foreign].foreign != m.goarch {
			t.Errorf("%s has %s, which has %q", m.goarch, m.foreign, byName[m.foreign].foreign)
		}
		if other, ok := kernels[m.board.kernel.id()]; ok && other != m.foreign {
			t.Errorf("%s has the kernel of %s but not its programs", m.goarch, other)
		}
		kernels[m.board.kernel.id()] = m.goarch
	}
}

func TestChoose(t *testing.T) {
	all := machines()
	tests := []struct {
		list string
		want []string
		err  error
	}{
		{"arm,s390x", []string{"arm", "s390x"}, nil},
		{"arm,vax", nil, errUnknown},
		{"arm,", nil, errUnknown},
	}
	for _, tt := range tests {
		chosen, err := choose(all, tt.list)
		var got []string
		for _, m := range chosen {
			got = append(got, m.goarch)
		}
		if !errors.Is(err, tt.err) || tt.err == nil && !slices.Equal(got, tt.want) {
			t.Errorf("choose %q is %v, %v; want %v, %v", tt.list, got, err, tt.want, tt.err)
		}
	}
	if chosen, err := choose(all, ""); err != nil || len(chosen) != len(all) {
		t.Errorf("no list chooses %d (%v), want all %d", len(chosen), err, len(all))
	}
}
