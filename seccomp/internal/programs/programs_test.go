//go:build linux && amd64

package programs

import "testing"

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
