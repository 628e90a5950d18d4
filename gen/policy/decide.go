package policy

import (
	"fmt"
	"iter"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Decisions holds what the profiles of a policy decide.
type Decisions struct {
	// Of is by profile, and then by the index of the architecture.
	Of map[*Profile][]decision.Decision
	// Space is the space of all sets.
	Space *argset.Space

	policy *Policy
}

// Decide returns what every profile decides on every architecture. The sets are made in
// space, so that the decisions of several policies can be compared. selected lists the
// architectures of the wanted programs: a row that cannot be expressed on another is not
// an error, and the decisions for it are worth nothing.
//
// notes names the rows whose syscall is missing on a selected architecture. The error is
// of type [csvfile.Errors] and holds every problem, either of single cells or, once they
// are right, of rows together.
func (p *Policy) Decide(space *argset.Space, selected []*arch.Arch) (decisions Decisions, notes []string, err error) {
	r := newReport(p.file, selected)
	decisions = Decisions{make(map[*Profile][]decision.Decision), space, p}
	if space.Within(maxWork, func() { p.decide(r, decisions) }) {
		return decisions, r.notes(p), r.errors(p)
	}
	// What else was found so far is right, but not all.
	errs := append(slices.Clone(p.loadErrors), r.workExceeded(p))
	return Decisions{}, nil, errs.Sorted()
}

// decide decides for each architecture.
func (p *Policy) decide(r *report, decisions Decisions) {
	for _, a := range arch.All {
		for resolver := range p.resolvers(r, decisions.Space, a) {
			of := resolver.profile
			decisions.Of[of] = append(decisions.Of[of], resolver.decision())
		}
	}
}

// resolvers yields the resolver of each profile on one architecture, after its rows, in
// the order of the file.
func (p *Policy) resolvers(r *report, space *argset.Space, a *arch.Arch) iter.Seq[*resolver] {
	return func(yield func(*resolver) bool) {
		entries, earlier := newEntryPoints(p.catalog, a), make(map[*Profile]*resolver)
		for _, profile := range p.Profiles {
			next := &resolver{
				Policy: p, report: r, space: space, a: a, entryPoints: entries, profile: profile, earlier: earlier,
				alternatives: make(map[string][]alternative), decided: make(map[string]argset.Set), removals: make(map[string][]removal),
			}
			next.applyRows()
			earlier[profile] = next
			if !yield(next) {
				return
			}
		}
	}
}

// decision numbers the verdicts of the alternatives.
func (r *resolver) decision() decision.Decision {
	v := r.newVerdicts()
	numbers := make(map[uint32]decision.VerdictID)
	for i := range r.catalog.Syscalls {
		s := &r.catalog.Syscalls[i]
		n, ok := s.Number(r.a)
		if !ok {
			continue
		}
		r.space.Work(workSyscall)
		r.checkPortable(s)
		r.checkRemovals(s)
		r.noteDifferences(s)
		cases, tests := r.cases(s, v)
		numbers[n] = v.forCases(cases, tests, r.alternatives[s.Name])
	}
	if v.excess != nil {
		what, hint := "the profile has too many actions and conditions", fmt.Sprintf("at most %d", maxVerdicts)
		r.report.fail(v.excess.line.At(r.report.file, colSyscall, what, hint), r.a)
	}
	return decision.Decision{Space: r.space, Partition: r.background().SetEach(numbers), Verdicts: v.list}
}

// background returns the verdicts of the numbers before any row: as the built-in
// profiles have them.
func (r *resolver) background() decision.Partition {
	switch {
	case !r.allowByDefault:
		return profile.DenyByDefault(r.catalog, r.a)
	case r.profile.ownRow(onUnknown) != nil:
		return profile.AllowKnown(r.catalog, r.a)
	}
	return profile.AllowByDefault(r.a)
}
