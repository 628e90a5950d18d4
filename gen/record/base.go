package record

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// Runtime names a runtime with a static base.
type Runtime string

// The runtimes.
const (
	Libc Runtime = "libc"
	Go   Runtime = "Go"
)

// base.csv lists the operations of the bases by runtime. Tests show its validity.
//
//go:embed base.csv
var baseFile []byte

// baseRow is an operation of a base.
type baseRow struct {
	runtimes       []string
	operation, why string
}

// baseRows returns the rows of base.csv.
func baseRows() []baseRow {
	f, err := csvfile.Read("base.csv", baseFile, "")
	if err != nil {
		panic(err)
	}
	var rows []baseRow
	for _, l := range f.Lines {
		if l.Cells != nil {
			rows = append(rows, baseRow{strings.Fields(l.Cells[0]), l.Cells[1], l.Cells[2]})
		}
	}
	return rows[1:]
}

// AddBase adds the operations of a runtime's base that an architecture has.
func (r *Record) AddBase(runtime Runtime, a *arch.Arch) {
	if r.base == nil {
		r.base = make(map[string]string)
	}
	operations := operationsOf(a)
	for _, row := range baseRows() {
		if operations[row.operation] && slices.Contains(row.runtimes, string(runtime)) {
			r.base[row.operation] = "static base of " + strings.Join(row.runtimes, " and ") + ": " + row.why
		}
	}
}

// operationsOf returns the operations with an entry point on an architecture, each also as
// ARCH/OPERATION.
func operationsOf(a *arch.Arch) map[string]bool {
	c, err := catalog.Shipped()
	if err != nil {
		panic(err)
	}
	found := make(map[string]bool)
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		if _, exists := s.Number(a); !exists {
			continue
		}
		for _, operation := range append(slices.Clone(s.Operations), s.Operation()) {
			found[operation], found[a.GOARCH+"/"+operation] = true, true
		}
	}
	return found
}
