package catalog

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// NoTier is the tier of a syscall outside all tiers.
const NoTier = -1

// NoNumber is the number of a syscall on an architecture without it.
const NoNumber = -1

// Catalog is the checked contents of syscalls.csv.
type Catalog struct {
	// Tiers lists the tiers, lowest first. Each includes those before it.
	Tiers []Tier
	// Groups lists the groups, in the order of the file.
	Groups []Group
	// Syscalls lists all rows, ascending by name.
	Syscalls []Syscall
}

// Tier is one of the cumulative built-in profiles.
type Tier struct {
	Name, Description string
}

// Group is a named set of operations with one purpose.
type Group struct {
	Name, Description string
}

// Syscall is a row: an operation, a variant or a multiplexer. At least one architecture
// has it.
type Syscall struct {
	Name string
	// Tier is an index into Catalog.Tiers, or NoTier. A variant has the tier of its
	// operation, a multiplexer the lowest tier with all of its operations.
	Tier int
	// Operations holds one name for a variant, several for a multiplexer, and none for an
	// operation.
	Operations []string
	// Groups holds the names of its groups, in the order of Catalog.Groups. A variant has
	// the groups of its operation, a multiplexer those with all of its operations.
	Groups []string
	// Why is the reason for the tier, or empty.
	Why string
	// Weight counts the calls per million syscalls of real workloads.
	Weight int
	// WeightOn lists the architectures of Weight, nil for all.
	WeightOn []*arch.Arch
	// Numbers holds the number on each of arch.All, or NoNumber.
	Numbers []int64
}

// In reports whether s is in a group.
func (s *Syscall) In(group string) bool { return slices.Contains(s.Groups, group) }

// Multiplexer reports whether s dispatches to several operations.
func (s *Syscall) Multiplexer() bool { return len(s.Operations) > 1 }

// Number returns the number of s on a.
func (s *Syscall) Number(a *arch.Arch) (n uint32, ok bool) {
	if s.Numbers[a.Index] == NoNumber {
		return 0, false
	}
	return uint32(s.Numbers[a.Index]), true
}

// Operation returns the operation of s: for a variant the name in its row, otherwise its
// own.
func (s *Syscall) Operation() string {
	if len(s.Operations) == 1 {
		return s.Operations[0]
	}
	return s.Name
}

// Names returns the names of a's syscalls by number.
func (c *Catalog) Names(a *arch.Arch) map[uint32]string {
	names := make(map[uint32]string, len(c.Syscalls))
	for i := range c.Syscalls {
		if n, ok := c.Syscalls[i].Number(a); ok {
			names[n] = c.Syscalls[i].Name
		}
	}
	return names
}

// fixedColumns begin the header. A column for each of arch.Targets follows.
var fixedColumns = []string{"name", "profile", "operation", "groups", "why", "weight"}

// The indices of the columns in a row.
const (
	colName = iota
	colProfile
	colOperation
	colGroups
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
