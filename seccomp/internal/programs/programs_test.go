//go:build linux && amd64

package programs_test

import (
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// program is a real program and its profiles. Unless a field differs, the violation
// action is kill.
type program struct {
	name string
	// tier is the lowest profile for it. It runs to success there, and every lower
	// profile stops it.
	tier tables.Profile
	// forgiving is a lower profile. With EPERM for violations the program runs to
	// success, with kill it is stopped.
	forgiving tables.Profile
	// alsoUnder is a profile lower than tier. The program runs to success there by chance;
	// because is the reason.
	alsoUnder tables.Profile
	because   string

	// needs lists other programs to be installed.
	needs []string
	// given makes its input in the working folder.
	given []fixture
	// command is the program and its arguments. "{dir}" is the working folder, "{guests}"
	// the folder of the compiled Go programs of testdata, and "{testdata}" is testdata.
	command []string
	stdin   string
	// expect lists the signs of success, in addition to exit status 0.
	expect []expectation
}

// shell returns a command for script. It fails if any part of the script fails.
func shell(script string) []string { return []string{"sh", "-ec", script} }

// python is the system's. Another one, such as pyenv's, may be a script that looks for
// the real one first.
const python = "/usr/bin/python3"

// programs returns all of them, in the order of their tiers.
func programs() []program {
	return slices.Concat(essentialPrograms(), minimalPrograms(), ioHeavyPrograms(), computePrograms(), networkPrograms())
}

// TestPrograms runs each program under its tier, where it must succeed, and under every
// lower tier, which must stop it.
func TestPrograms(t *testing.T) {
	places := newPlaces(t)
	for _, p := range programs() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			p.mustBeInstalled(t)
			if p.because != "" {
				t.Logf("%s already runs it: %s", p.lowest().Name(), p.because)
			}
			for _, c := range p.succeeds() {
				t.Run(c.String()+" runs it", func(t *testing.T) { p.mustSucceed(t, places, c) })
			}
			for _, c := range p.stopped() {
				t.Run(c.String()+" stops it", func(t *testing.T) { p.mustBeStopped(t, places, c) })
			}
		})
	}
}

// lowest returns the lowest profile that does not stop p.
func (p program) lowest() tables.Profile {
	if p.alsoUnder != (tables.Profile{}) {
		return p.alsoUnder
	}
	return p.tier
}

// succeeds returns the confinements for p to run to success.
func (p program) succeeds() []confinement {
	profiles := tables.Profiles()
	first, last := slices.Index(profiles, p.lowest()), slices.Index(profiles, p.tier)
	list := []confinement{}
	for _, profile := range profiles[first : last+1] {
		list = append(list, confinement{profile, kill})
	}
	if p.forgiving != (tables.Profile{}) {
		list = append(list, confinement{p.forgiving, eperm})
	}
	return list
}

// stopped returns the confinements that must stop p.
func (p program) stopped() []confinement {
	profiles := tables.Profiles()
	list := []confinement{}
	for _, profile := range profiles[:slices.Index(profiles, p.lowest())] {
		list = append(list, confinement{profile, kill})
	}
	return list
}

// mustSucceed runs p under c and expects success.
func (p program) mustSucceed(t *testing.T, places places, c confinement) {
	t.Parallel()
	o := p.run(t, places, c)
	if err := o.success(p.expect); err != nil {
		t.Errorf("%v\n%v\n%s", err, o, p.explain(t, places, c))
	}
}

// mustBeStopped runs p under c and expects SIGSYS for it or one of its processes, and no
// success.
func (p program) mustBeStopped(t *testing.T, places places, c confinement) {
	t.Parallel()
	o := p.run(t, places, c)
	if o.timedOut || !o.killedByFilter() {
		t.Errorf("not ended by SIGSYS\n%v", o)
	}
	if o.success(p.expect) == nil {
		t.Errorf("it did all that it is for\n%v", o)
	}
}
