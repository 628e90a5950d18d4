// Package policy reads a policy, the user's CSV file, and computes the decision of each of
// its profiles on every architecture.
//
// A row is a rule: a syscall, an action, a condition and a reason. [Load] reads the rows.
// [Policy.Decide] applies the rows of a profile from first to last. A row appends an
// alternative, a condition with an action, to each entry point of its operation: the
// syscall, its variants, its multiplexers. The first alternative with a true condition
// decides. Without one the input is a violation. A row for a variant or a multiplexer
// appends an alternative to this entry point alone.
//
// For example, the policy
//
//	profile,syscall,action,when,why
//	server,socket,,family == AF_UNIX,only local sockets
//	server,listen,,,
//
// gives two numbers of amd64 an alternative, from lines 2 and 3:
//
//	41 socket   arg0.low == 0x1   allow
//	50 listen   always            allow
//
// [Decisions.Resolve] returns these lists for formats with a rule per row. The decision
// for amd64 no longer has rows. It maps 50 to the verdict allowed, and 41 to verdict 4 with
// two cases: allowed where the low word of arg0 is 1, denied elsewhere. Other known
// numbers are denied. Package decision explains verdicts.
//
// On 386 the policy is an error. There socket is also selector 1 of the multiplexer
// socketcall. It passes the arguments of socket by pointer, so no program can check the
// condition. A row without a condition decides the selectors of its operation: line 3
// allows socketcall with arg0 == 4.
//
// A removal row corrects the error. It removes the alternatives of earlier rows:
//
//	server,-386/socketcall,,,not needed here
//
// Now socket, number 359, has the condition of line 2, and socketcall is a violation. The
// row -socket would remove the alternatives of socket on every architecture, and from
// socketcall the selector 1 only. Later rows may add either again.
//
// A policy can have several files: an include row stands for the rows of its file. A const
// row defines a constant for later rows. Both have no profile:
//
//	include,common/base.csv,,,
//	const,mips/DRIVER_RESET,,0x80,
//
// The row @NAME includes the alternatives of a built-in or an earlier profile, or is a rule
// for each operation of a group. The rows
// violation and unknown set the actions for other inputs. A row may repeat earlier ones. A
// row without effect that would decide otherwise is an error, for it misleads its reader.
// So is a row for a multiplexer, if syscalls bypass the refusal of another row through it.
// A limit beside an open sibling is a warning: see package sibling.
package policy

import (
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Policy holds the profiles of a file.
type Policy struct {
	// Profiles is in the order of the file.
	Profiles []*Profile

	file    string
	catalog *catalog.Catalog
	// loadErrors holds the errors of single cells and lines.
	loadErrors csvfile.Errors
	hints      hints
	// constants holds the constants of the policy, and local their problems. users holds
	// the first row to use a name.
	constants map[string]*ownConstant
	local     map[*Row]findings
	users     map[string]*Row
	// library holds the hardened profiles that a row includes, and those before them.
	library []*Profile
}

// Profile holds the rows of one profile, in order.
type Profile struct {
	profile.Title
	Rows []*Row

	allowances []*allowance
}

// Row is one rule.
type Row struct {
	// Syscall, Action, When and Why are the cells, unchanged.
	Syscall, Action, When, Why string

	line *csvfile.Line
	// index is the place of the row among all rows of the policy.
	index int
	kind  kind
	// syscall is the named syscall, nil for other kinds. arch is set for ARCH/NAME, and nil
	// for every architecture with the syscall.
	syscall *catalog.Syscall
	arch    *arch.Arch
	// group is the named group, and members are its operations.
	group   string
	members []string
	// profile or builtIn is the included profile.
	profile *Profile
	builtIn profile.Profile
	action  rowAction
	// calls is the weight in the comment before the row, 0 without one.
	calls uint64
	when  *condition.Expr
	// names lists the names in when, each once. arguments holds those of arguments.
	names     []string
	arguments arguments
}

// kind is what a row does.
type kind uint8

const (
	// addOperation and removeOperation change all entry points of an operation:
	// NAME and -NAME of its canonical syscall. addEntryPoint and removeEntryPoint change
	// one syscall: NAME and -NAME of a variant or a multiplexer, and of any syscall
	// ARCH/NAME and -ARCH/NAME.
	addOperation kind = iota
	removeOperation
	addEntryPoint
	removeEntryPoint
	// addGroup and removeGroup change all operations of a group: @NAME and -@NAME.
	addGroup
	removeGroup
	include
	onViolation
	onUnknown
	// broken rows have an error. They change nothing, but their condition is checked.
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

// violation and unknown stand in the syscall column of rows with the profile's own
// actions.
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

// many reports whether r is a rule for many syscalls: it names a profile or a group.
func (r *Row) many() bool { return r.kind == include || r.kind == addGroup }

// appliesTo reports whether a row for an entry point applies to a.
func (r *Row) appliesTo(a *arch.Arch) bool {
	_, exists := r.syscall.Number(a)
	return exists && (r.arch == nil || r.arch == a)
}

// ownRow returns the profile's first row of a kind, or nil. Included rows do not count.
func (p *Profile) ownRow(k kind) *Row {
	for _, r := range p.Rows {
		if r.kind == k {
			return r
		}
	}
	return nil
}
