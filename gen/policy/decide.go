package policy

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Decisions is what the profiles of a policy decide.
type Decisions struct {
	// Of is by profile, and then by the index of the architecture.
	Of map[*Profile][]decision.Decision
	// Space is the space of all sets.
	Space *argset.Space
}

// Decide returns what every profile decides on every architecture, with the sets made
// in space, so that what several policies decide can be compared. selected lists the
// architectures that programs are wanted for: what cannot be
// expressed on another is no error, and the decisions for it are worth nothing.
//
// notes says which rows name calls that some of them lack. The error is of type
// [sheet.Errors] and holds all that is wrong: if that is single cells, what rows do
// to each other is left for when they are right.
func (p *Policy) Decide(space *argset.Space, selected []*arch.Arch) (decisions Decisions, notes []string, err error) {
	r := newReport(p.file, selected)
	decisions = Decisions{make(map[*Profile][]decision.Decision), space}
	if space.Within(maxWork, func() { p.decide(r, decisions) }) {
		return decisions, r.notes(p), r.errors(p)
	}
	// What else was found so far is right, but not all.
	errs := append(slices.Clone(p.wrong), r.exceeded(p))
	return Decisions{}, nil, errs.Sorted()
}

// decide decides for each architecture.
func (p *Policy) decide(r *report, decisions Decisions) {
	for _, a := range arch.All {
		entries, above := newEntries(p.catalog, a), make(map[*Profile]*lists)
		for _, profile := range p.Profiles {
			l := &lists{
				Policy: p, report: r, space: decisions.Space, a: a, entries: entries, profile: profile, above: above,
				byCall: make(map[string][]alternative), decided: make(map[string]argset.Set), dropped: make(map[string][]dropped),
			}
			l.take()
			above[profile] = l
			decisions.Of[profile] = append(decisions.Of[profile], l.decision())
		}
	}
}

// decision makes the verdicts of the lists.
func (l *lists) decision() decision.Decision {
	v := l.newVerdicts()
	numbers := make(map[uint32]decision.VerdictID)
	for i := range l.catalog.Syscalls {
		s := &l.catalog.Syscalls[i]
		n, ok := s.Number(l.a)
		if !ok {
			continue
		}
		l.space.Work(workSyscall)
		l.checkCarried(s)
		l.checkDropped(s)
		l.compare(s)
		cases, tests := l.cases(s, v)
		numbers[n] = v.of(cases, tests, l.byCall[s.Name])
	}
	if v.full != nil {
		what, hint := "the profile has too many actions and conditions", fmt.Sprintf("at most %d", maxVerdicts)
		l.report.fail(v.full.line.At(l.report.file, colSyscall, what, hint), l.a)
	}
	return decision.Decision{Space: l.space, Partition: l.background().SetEach(numbers), Verdicts: v.list}
}

// background returns the verdicts of the numbers before any row: as the built-in
// profiles have them.
func (l *lists) background() decision.Partition {
	switch {
	case !l.open:
		return profile.DenyByDefault(l.catalog, l.a)
	case l.profile.find(onUnknown) != nil:
		return profile.AllowKnown(l.catalog, l.a)
	}
	return profile.AllowByDefault(l.a)
}
