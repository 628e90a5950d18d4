// Package policy reads a user's policies, a CSV of profiles, and says what each
// decides on every architecture.
//
// [Load] reads the rows. [Policy.Decide] applies them in order, so that every number of
// an architecture has a list of alternatives, and numbers the verdicts of these lists.
// [Decisions.Resolve] returns the lists themselves, each alternative with its row.
package policy

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Policy is the profiles of a file.
type Policy struct {
	// Profiles is in the order of the file.
	Profiles []*Profile

	file    string
	catalog *catalog.Catalog
	// wrong is what is wrong with cells.
	loadErrors csvfile.Errors
	hints      hints
}

// Profile is the rows of one profile, in order.
type Profile struct {
	profile.Title
	Rows []*Row
}

// Row is one rule.
type Row struct {
	// Syscall, Action, When and Why are the cells as they stand.
	Syscall, Action, When, Why string

	line *csvfile.Line
	kind kind
	// call is what kinds that name a call name, arch the architecture of an
	// entry's.
	syscall *catalog.Syscall
	arch    *arch.Arch
	// profile and builtIn is what include takes in.
	profile *Profile
	builtIn profile.Profile
	action  rowAction
	when    *condition.Expr
	// names is the constants that when may depend on, each once.
	names []string
}

// kind is what a row does.
type kind uint8

const (
	// addOperation and removeOperation are of a call with its variants, addEntryPoint and
	// removeEntryPoint of one call on one architecture.
	addOperation kind = iota
	removeOperation
	addEntryPoint
	removeEntryPoint
	include
	onViolation
	onUnknown
	// broken is of a row with a wrong cell, which is read for what else is wrong.
	broken
)

// The columns.
const (
	colProfile = iota
	colSyscall
	colAction
	colWhen
	colWhy
)

var columns = []string{"profile", "syscall", "action", "when", "why"}

// violation and unknown are the words that stand for no call but for the profile's
// own actions.
const (
	violation = "violation"
	unknown   = "unknown"
)

// ByName returns the profile with that name, or nil.
func (p *Policy) ByName(name string) *Profile {
	for _, profile := range p.Profiles {
		if profile.Name == name {
			return profile
		}
	}
	return nil
}

// find returns the profile's own row of a kind, or nil.
func (p *Profile) ownRow(k kind) *Row {
	for _, r := range p.Rows {
		if r.kind == k {
			return r
		}
	}
	return nil
}
