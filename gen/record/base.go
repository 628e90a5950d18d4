package record

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// Base names a runtime with a static base.
type Base string

// The bases.
const (
	Libc Base = "libc"
	Go   Base = "Go"
)

// base.csv lists the operations of the bases. Tests show that it is valid, and that the
// base of Go holds all that package analyze finds in an empty program.
//
//go:embed base.csv
var baseFile []byte

// AddBase adds the operations of a base that exist on an architecture.
func (r *Record) AddBase(b Base, a *arch.Arch) {
	f, err := csvfile.Read("base.csv", baseFile, "")
	if err != nil {
		panic(err)
	}
	for _, l := range f.Lines {
		if l.Cells == nil || !slices.Contains(strings.Fields(l.Cells[0]), string(b)) || !r.exists(l.Cells[1], a) {
			continue
		}
		if o := r.operation(l.Cells[1]); o.base == "" {
			o.base = staticBase + l.Cells[0] + ": " + l.Cells[2]
		}
	}
}

// exists reports whether an architecture has an entry point of an operation.
func (r *Record) exists(operation string, a *arch.Arch) bool {
	return slices.ContainsFunc(r.catalog.Syscalls, func(s catalog.Syscall) bool {
		_, ok := s.Number(a)
		return ok && (s.Operation() == operation || slices.Contains(s.Operations, operation))
	})
}
