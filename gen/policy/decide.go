package policy

import (
	"fmt"
	"iter"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Decisions holds the decisions of a policy's profiles.
type Decisions struct {
	// Of holds the decisions by profile, then by [arch.Arch.Index].
	Of map[*Profile][]decision.Decision
	// Space holds the sets of all decisions.
	Space *argset.Space

	policy *Policy
}

// Remarks holds what the author of a valid policy should know.
type Remarks struct {
	// Warnings lists rows with another effect than their author probably intends.
	Warnings csvfile.Warnings
	// Notes lists rows for syscalls missing on a selected architecture, rows for variants,
	// and rows that repeat others.
	Notes []string
}

// Decide returns the decision of every profile on every architecture. Decisions of several
// policies can be compared if they share space. selected lists the architectures of the
// wanted programs. An error on another architecture is not reported, and its decision is
// then meaningless.
//
// err has type [csvfile.Errors] and holds all problems of single cells. Problems between
// rows are added only if every cell is valid. There are remarks only without an error.
func (p *Policy) Decide(space *argset.Space, selected []*arch.Arch) (decisions Decisions, remarks Remarks, err error) {
	r := newReport(selected)
	decisions = Decisions{make(map[*Profile][]decision.Decision), space, p}
	if !space.Within(maxWork, func() { p.decide(r, decisions) }) {
		// Without the problems between rows: they are incomplete.
		errs := append(slices.Clone(p.loadErrors), r.workExceeded(p))
		return Decisions{}, Remarks{}, errs.Sorted()
	}
	if err := r.errors(p); err != nil {
		return decisions, Remarks{}, err
	}
	return decisions, Remarks{Warnings: r.warningList(p), Notes: append(p.constantNotes(), r.notes(p)...)}, nil
}

// decide computes the decision of each profile on each architecture.
func (p *Policy) decide(r *report, decisions Decisions) {
	p.reportConstants(r)
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			r.measure(row, decisions.Space, func() { r.warnConstants(p, row, decisions.Space) })
		}
	}
	for _, a := range arch.All {
		for resolver := range p.resolvers(r, decisions.Space, a) {
			of := resolver.profile
			decisions.Of[of] = append(decisions.Of[of], resolver.decision())
		}
	}
}

// resolvers yields a resolver per profile, in the order of the file, with its rows applied.
// Those of included hardened profiles come first and are not yielded.
func (p *Policy) resolvers(r *report, space *argset.Space, a *arch.Arch) iter.Seq[*resolver] {
	return func(yield func(*resolver) bool) {
		entries, earlier := newEntryPoints(p.catalog, a), make(map[*Profile]*resolver)
		for i, profile := range slices.Concat(p.library, p.Profiles) {
			next := &resolver{
				Policy: p, report: r, space: space, a: a, entryPoints: entries, profile: profile, earlier: earlier,
				alternatives: make(map[string][]alternative), decided: make(map[string]argset.Set), removals: make(map[string][]removal),
				removed: make(map[string]*Row), ownUnknown: profile.ownRow(onUnknown),
			}
			next.applyRows()
			earlier[profile] = next
			if i >= len(p.library) && !yield(next) {
				return
			}
		}
	}
}

// decision checks the alternatives of each number and assigns their verdict IDs.
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
		r.checkBypasses(s)
		r.noteDifferences(s)
		cases, tests := r.cases(s, v)
		numbers[n] = v.forCases(cases, tests, r.weightsOf(r.deciding(s)), r.alternatives[s.Name])
	}
	r.warnSiblings()
	if v.excess != nil {
		what, hint := "the profile has too many actions and conditions", fmt.Sprintf("at most %d", maxVerdicts)
		r.report.fail(v.excess.line.At(colSyscall, what, hint), r.a)
	}
	return decision.Decision{Space: r.space, Partition: r.background().SetEach(numbers), Verdicts: v.list, UnknownSet: r.ownUnknown != nil}
}

// background returns the partition before any row, the one of a built-in profile.
func (r *resolver) background() decision.Partition {
	switch {
	case r.allowNewer():
		return profile.AllowByDefault(r.a)
	case r.allowByDefault:
		return profile.AllowBaseline(r.a)
	}
	return profile.DenyByDefault(r.a)
}
