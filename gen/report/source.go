package report

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
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
	// Space holds the sets of all profiles.
	Space *argset.Space
	// BuiltIn holds the built-in profiles, lowest first: the tiers, then the hardened ones.
	BuiltIn []Profile
	// Since names an older version of the policy, and Old holds its profiles. Without one it
	// is empty.
	Since string
	Old   []Profile
	// Warnings holds those of the policy.
	Warnings csvfile.Warnings
}

// Profile is a profile to report.
type Profile struct {
	profile.Title
	// Decisions holds the decisions by [arch.Arch.Index].
	Decisions []decision.Decision
	// Rules holds the rows, and Resolve their alternatives. They are nil for a tier.
	Rules   *policy.Profile
	Resolve func(*arch.Arch) policy.Resolved
	// Programs holds the proved programs in the order of Source.Arches. They are needed for
	// Source.Profiles alone.
	Programs []*compile.Compiled
}
