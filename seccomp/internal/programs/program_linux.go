package programs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// Program is a real program and its profiles. Unless a field differs, the violation
// action is kill.
type Program struct {
	Name string
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

	// blocked, if not "", is a syscall that the program needs. Its lowest profile without it
	// stops the program.
	blocked string

	// needs lists other programs to be installed. since is the first release of Linux with the
	// syscalls, such as 6.7, or "".
	needs []string
	since string
	// given makes its input in the working folder.
	given []fixture
	// command is the program and its arguments. "{dir}" is the working folder, "{guests}"
	// the folder of the compiled programs of testdata, and "{testdata}" is testdata.
	command []string
	stdin   string
	// expect lists the signs of success, in addition to exit status 0.
	expect []expectation
	// fallback lists the signs of a program that does without a syscall newer than the
	// baseline: the syscall fails with ENOSYS under lower profiles.
	fallback []expectation
}

// shell returns a command for script. It fails if any part of the script fails.
func shell(script string) []string { return []string{"sh", "-ec", script} }

// python is the system's. Another one, such as pyenv's, may be a script that looks for
// the real one first.
const python = "/usr/bin/python3"

// All returns the programs in the order of their tiers.
func All() []Program {
	return slices.Concat(essentialPrograms(), minimalPrograms(), ioHeavyPrograms(), computePrograms(), networkPrograms(), unrestrictedPrograms())
}

// Compiled reports whether p is a program of testdata.
func (p Program) Compiled() bool { return strings.HasPrefix(p.command[0], "{guests}") }

// Missing returns the programs that p needs and this machine lacks, or "Linux 6.7" if it needs
// a newer kernel.
func (p Program) Missing(places Places) []string {
	if !runsLinux(p.since) {
		return []string{kernelPrefix + p.since}
	}
	var missing []string
	for _, name := range append([]string{places.expand(p.command, "")[0]}, p.needs...) {
		if _, err := exec.LookPath(name); err != nil {
			missing = append(missing, name)
		}
	}
	return missing
}

// Lowest returns the lowest profile that does not stop p. If it is lower than the tier,
// because is the reason.
func (p Program) Lowest() (lowest tables.Profile, because string) {
	if p.alsoUnder != (tables.Profile{}) {
		return p.alsoUnder, p.because
	}
	return p.tier, ""
}

// Trial is a program, a confinement and the wanted outcome.
type Trial struct {
	Program Program
	Under   Confinement
	// Stopped is true if the confinement must stop the program.
	Stopped bool
}

// Trials returns the trials of p: first those with success. The hardened profile of its tier
// runs it too.
func (p Program) Trials() []Trial {
	profiles := tables.Profiles()
	lowest, _ := p.Lowest()
	first, last := slices.Index(profiles, lowest), slices.Index(profiles, p.tier)
	var list []Trial
	for _, profile := range profiles[first : last+1] {
		list = append(list, Trial{Program: p, Under: Confinement{Profile: profile, Action: kill}})
	}
	if profile, ok := hardened.ProfileByName("hardened-" + p.tier.Name()); ok {
		list = append(list, Trial{Program: p, Under: Confinement{Profile: profile, Action: kill}})
	}
	if p.forgiving != (tables.Profile{}) {
		list = append(list, Trial{Program: p, Under: Confinement{Profile: p.forgiving, Action: eperm}})
	}
	if p.blocked != "" {
		list = append(list, Trial{Program: p, Under: Confinement{Profile: lowest, Action: kill, Without: p.blocked}, Stopped: true})
	}
	for _, profile := range profiles[:first] {
		list = append(list, Trial{Program: p, Under: Confinement{Profile: profile, Action: kill}, Stopped: true})
	}
	return list
}

// hardened reports whether the profile of t is a hardened one.
func (t Trial) hardened() bool { return slices.Contains(hardened.Profiles(), t.Under.Profile) }

// BoundaryTrials returns the trials of p next to the bound between its tiers and the lower
// ones, as tiers are cumulative, and those of other profiles.
func (p Program) BoundaryTrials() []Trial {
	profiles := tables.Profiles()
	lowest, _ := p.Lowest()
	bound := slices.Index(profiles, lowest)
	return slices.DeleteFunc(p.Trials(), func(t Trial) bool {
		at := slices.Index(profiles, t.Under.Profile)
		return at >= 0 && at != bound && at != bound-1 && t.Under.Action == kill
	})
}

// String returns the form "minimal kill stops it".
func (t Trial) String() string {
	if t.Stopped {
		return t.Under.String() + " stops it"
	}
	return t.Under.String() + " runs it"
}

// Run runs the program in a new folder and returns an error for a wrong outcome. prefix is
// a command to start it, outside the filter.
func (t Trial) Run(ctx context.Context, places Places, prefix ...string) error {
	dir, err := places.newDir()
	if err != nil {
		return err
	}
	o, err := t.Program.run(ctx, places, dir, t.Under, prefix)
	if err == nil {
		err = t.judge(o)
	}
	return errors.Join(err, os.RemoveAll(dir))
}

// judge returns an error for a wrong outcome.
func (t Trial) judge(o outcome) error {
	err := o.success(t.Program.expect)
	switch {
	case !t.Stopped && err != nil:
		return fmt.Errorf("%w\n%v", err, o)
	case t.Stopped && err == nil:
		return fmt.Errorf("%w\n%v", errSuccess, o)
	case t.Stopped && t.Program.fallback != nil && o.success(t.Program.fallback) == nil:
		return nil
	case t.Stopped && (o.timedOut || !o.killedByFilter()):
		return fmt.Errorf("%w: %w\n%v", errNotStopped, err, o)
	}
	return nil
}

var (
	errSuccess    = errors.New("it did all that it is for")
	errNotStopped = errors.New("not ended by SIGSYS")
)
