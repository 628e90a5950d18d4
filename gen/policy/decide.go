package policy

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Decisions is what the profiles of a policy decide.
type Decisions struct {
	// Of is by profile, and then by the index in arch.All.
	Of map[*Profile][]decision.Decision
	// Space is the space of all sets.
	Space *args.Space
}

// Decide returns what every profile decides on every architecture, with the sets made
// in space, so that what several policies decide can be compared. selected is the
// indexes of the architectures that programs are wanted for: what cannot be
// expressed on another is no error, and the decisions for it are worth nothing.
//
// notes says which rows name calls that some of them lack. The error is of type
// [sheet.Errors] and holds all that is wrong: if that is single cells, what rows do
// to each other is left for when they are right.
func (p *Policy) Decide(space *args.Space, selected []int) (decisions Decisions, notes []string, err error) {
	r := newReport(p.file, selected)
	decisions = Decisions{make(map[*Profile][]decision.Decision), space}
	for a := range arch.All {
		entries, above := newEntries(p.catalog, a), make(map[*Profile]*lists)
		for _, profile := range p.Profiles {
			l := &lists{
				Policy: p, report: r, space: space, a: a, entries: entries, profile: profile,
				above: above, byCall: make(map[string][]alternative), dropped: make(map[string][]dropped),
			}
			l.take()
			above[profile] = l
			decisions.Of[profile] = append(decisions.Of[profile], l.decision())
		}
	}
	return decisions, r.notes(p), r.errors(p)
}

// decision makes the verdicts of the lists.
func (l *lists) decision() decision.Decision {
	v := l.newVerdicts()
	d := decision.Decision{Space: l.space, Partition: l.background()}
	for i := range l.catalog.Syscalls {
		s := &l.catalog.Syscalls[i]
		n, ok := s.Number(l.a)
		if !ok {
			continue
		}
		l.checkCarried(s)
		l.checkDropped(s)
		l.compare(s)
		verdict := v.of(l.cases(s, v))
		d.Partition = d.Partition.Set(interval.Interval{First: n, Last: n}, verdict)
	}
	d.Verdicts = v.list
	return d
}

// background returns the verdicts of the numbers before any row: as the built-in
// profiles have them.
func (l *lists) background() interval.Partition {
	switch {
	case !l.open:
		return profile.Closed(l.catalog, l.a)
	case l.profile.find(onUnknown) != nil:
		return profile.OpenKnown(l.catalog, l.a)
	}
	return profile.Open(l.a)
}
