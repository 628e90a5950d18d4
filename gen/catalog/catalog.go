// Package catalog reads, checks and writes syscalls.csv: every system call of
// every architecture, and the lowest tier that allows it.
//
// [Read] finds lines and cells, [File.Catalog] checks them and gives them
// meaning. The way back is [File.Format], which changes nothing that it need not,
// so that comments, and columns which a program does not know, survive.
package catalog

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"

// NoTier is the tier of a call that no profile allows.
const NoTier = -1

// NoNumber is the number of a call that an architecture lacks.
const NoNumber = -1

// Catalog is what syscalls.csv says, checked.
type Catalog struct {
	// Tiers is the profiles, lowest first. Each allows what those before it do.
	Tiers []Tier
	// Syscalls is every row, ascending by name.
	Syscalls []Syscall
}

// Tier is one of the cumulative profiles.
type Tier struct {
	Name, Description string
}

// Syscall is a name that some architecture has.
type Syscall struct {
	Name string
	// Tier is an index into Catalog.Tiers or NoTier. A variant has its
	// operation's, a multiplexer the lowest that holds all of its operations.
	Tier int
	// Operations is the names that a variant (one) or a multiplexer (several)
	// enters; none for a row that is an operation itself.
	Operations []string
	// Weight is calls per million in real workloads.
	Weight int
	// Numbers is the call's number on each of arch.All, or NoNumber.
	Numbers []int64
}

// Multiplexer reports whether s reaches several operations.
func (s *Syscall) Multiplexer() bool { return len(s.Operations) > 1 }

// Number returns the number of s on a.
func (s *Syscall) Number(a *arch.Arch) (n uint32, ok bool) {
	if s.Numbers[a.Index] == NoNumber {
		return 0, false
	}
	return uint32(s.Numbers[a.Index]), true
}

// Operation is the name of the row that s belongs to: its own, or for a variant
// its operation's.
func (s *Syscall) Operation() string {
	if len(s.Operations) == 1 {
		return s.Operations[0]
	}
	return s.Name
}

// Names returns the names of the calls of a by number.
func (c *Catalog) Names(a *arch.Arch) map[uint32]string {
	names := make(map[uint32]string, len(c.Syscalls))
	for i := range c.Syscalls {
		if n, ok := c.Syscalls[i].Number(a); ok {
			names[n] = c.Syscalls[i].Name
		}
	}
	return names
}

// Weights returns the weight of each number of a that has one.
//
// Workloads are measured on amd64, where an operation is one row. Elsewhere it
// may be made by a variant alone, which then stands for it.
func (c *Catalog) Weights(a *arch.Arch) map[uint32]int {
	total := make(map[string]int)
	for i := range c.Syscalls {
		if s := &c.Syscalls[i]; !s.Multiplexer() {
			total[s.Operation()] += s.Weight
		}
	}
	weights := make(map[uint32]int)
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		n, ok := s.Number(a)
		switch {
		case !ok || s.Multiplexer():
		case s.Weight > 0:
			weights[n] = s.Weight
		case total[s.Operation()] > 0 && !c.has(s.Operation(), a):
			weights[n] = total[s.Operation()]
		}
	}
	return weights
}

// has reports whether a has the call with that name.
func (c *Catalog) has(name string, a *arch.Arch) bool {
	for i := range c.Syscalls {
		if c.Syscalls[i].Name == name {
			return c.Syscalls[i].Numbers[a.Index] != NoNumber
		}
	}
	return false
}

// fixedColumns begin the header; a column for each of arch.Targets follows.
var fixedColumns = []string{"name", "profile", "operation", "why", "weight"}

// The places of the fixed columns in a row.
const (
	colName = iota
	colProfile
	colOperation
	colWhy
	colWeight
	colNumbers
)

// Columns returns the header of syscalls.csv.
func Columns() []string {
	columns := append([]string(nil), fixedColumns...)
	for _, a := range arch.Targets {
		columns = append(columns, a.GOARCH)
	}
	return columns
}
