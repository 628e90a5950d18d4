//go:build linux && amd64

package programs

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// TestPrograms runs each program under its tier and the hardened profile of it, where it must
// succeed, and under every lower tier, which must stop it. With -short it leaves out the
// hardened profiles.
func TestPrograms(t *testing.T) {
	places := newPlaces(t)
	for _, p := range All() {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			p.mustBeInstalled(t, places)
			if lowest, because := p.Lowest(); because != "" {
				t.Logf("%s already runs it: %s", lowest.Name(), because)
			}
			for _, trial := range p.Trials() {
				if testing.Short() && trial.hardened() {
					continue
				}
				t.Run(trial.String(), func(t *testing.T) { trial.test(t, places) })
			}
		})
	}
}

// test runs the program and expects the trial's outcome.
func (trial Trial) test(t *testing.T, places Places) {
	t.Parallel()
	switch err := trial.Run(t.Context(), places); {
	case err == nil:
	case trial.Stopped:
		t.Error(err)
	default:
		t.Errorf("%v\n%s", err, trial.explain(t, places))
	}
}

// TestBoundaryTrials expects one lower tier to stop a program, and the lowest tier and its
// hardened profile to run it.
func TestBoundaryTrials(t *testing.T) {
	tests := []struct {
		program Program
		want    string
	}{
		{Program{tier: tables.Essential()}, "essential kill runs it"},
		{Program{tier: tables.Minimal()}, "minimal kill runs it, hardened-minimal kill runs it, essential kill stops it"},
		{Program{tier: tables.Minimal(), blocked: "pipe2"}, "minimal kill runs it, hardened-minimal kill runs it, minimal kill -pipe2 stops it, essential kill stops it"},
		{Program{tier: tables.Network(), alsoUnder: tables.IOHeavy()}, "io-heavy kill runs it, hardened-network kill runs it, minimal kill stops it"},
		{Program{tier: tables.Network(), forgiving: tables.IOHeavy()}, "network kill runs it, hardened-network kill runs it, io-heavy errno:EPERM runs it, compute kill stops it"},
	}
	for _, tt := range tests {
		var got []string
		for _, trial := range tt.program.BoundaryTrials() {
			got = append(got, trial.String())
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
