package record

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
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
	for _, row := range baseRows() {
		if _, exists := event.Number(row.operation, a); exists && slices.Contains(row.runtimes, string(runtime)) {
			r.base[row.operation] = "static base of " + strings.Join(row.runtimes, " and ") + ": " + row.why
		}
	}
}
