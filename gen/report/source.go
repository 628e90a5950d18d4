package report

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Source holds what a report is about.
type Source struct {
	// Title names the policy.
	Title   string
	Catalog *catalog.Catalog
	// Arches lists the architectures, at least one.
	Arches   []*arch.Arch
	Profiles []Profile
	// Warnings holds those of the policy.
	Warnings csvfile.Warnings
}

// Profile is a profile to report. Sets of all profiles of a source are in one space.
type Profile struct {
	profile.Title
	// Decisions holds the decisions by [arch.Arch.Index].
	Decisions []decision.Decision
	// Rules holds the rows, and Resolve their alternatives. They are nil for a tier.
	Rules   *policy.Profile
	Resolve func(*arch.Arch) policy.Resolved
	// Programs holds the proved programs in the order of Source.Arches.
	Programs []*compile.Compiled
}
