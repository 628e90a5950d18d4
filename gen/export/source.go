package export

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Source is a profile to export.
type Source struct {
	Name    string
	Catalog *catalog.Catalog
	// Arches lists the architectures of the document, at least one.
	Arches []*arch.Arch
	// Decisions holds the decisions by [arch.Arch.Index]. Their sets belong to Space.
	Decisions []decision.Decision
	Space     *argset.Space
	// Profile holds the rows of the profile, and Resolve their alternatives. They are nil
	// for a tier.
	Profile *policy.Profile
	Resolve func(*arch.Arch) policy.Resolved
}

// cases returns the arguments of a number by action.
func (s Source) cases(a *arch.Arch, nr uint32) map[uint32]argset.Set {
	return s.Decisions[a.Index].ByAction(nr)
}

// backgrounds returns the actions for numbers without a syscall: those of the baseline, and
// those newer.
func (s Source) backgrounds(a *arch.Arch) (baseline, newer uint32) {
	d, names, kinds := s.Decisions[a.Index], s.Catalog.Names(a), profile.DenyByDefault(a)
	newer = d.Verdicts[d.Partition.Of(a.Newer().Last)].Action
	for nr := a.Base; nr < a.Newer().First; nr++ {
		if names[nr] == "" && kinds.Of(nr) == decision.Denied {
			return d.Verdicts[d.Partition.Of(nr)].Action, newer
		}
	}
	return newer, newer
}

// SharesErrnos reports whether the errnos that a profile returns on a have the numbers of
// another architecture. A document has one number for all.
func SharesErrnos(d decision.Decision, a, other *arch.Arch) bool {
	for _, v := range d.Verdicts {
		of, number, _ := action.Of(v.Action)
		if of.Value != action.Errno || v.Cases != nil {
			continue
		}
		if n, ok := constants.Errno(constants.ErrnoName(number, a), other); ok && n != number {
			return false
		}
	}
	return true
}

// background returns the row for violations or for unknown syscalls, or else the first row.
// It is nil for a tier.
func (s Source) background(name string) *policy.Row {
	if s.Profile == nil {
		return nil
	}
	for _, r := range s.Profile.Rows {
		if r.Syscall == name {
			return r
		}
	}
	return s.Profile.Rows[0]
}
