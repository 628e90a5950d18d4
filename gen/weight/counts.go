package weight

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

//go:embed counts.csv
var counts []byte

// Run holds the counts of a workload on a system.
type Run struct {
	Arch             *arch.Arch
	System, Workload string
	// Calls counts the calls of each syscall by its name.
	Calls map[string]int
}

// workloads lists the workloads.
var workloads = []string{"gcc", "gobuild", "ls_lR", "python", "sqlite", "targz"}

// The columns of counts.csv.
const (
	colArch = iota
	colSystem
	colWorkload
	colName
	colCalls
)

var header = []string{"arch", "system", "workload", "name", "calls"}

// Shipped returns the runs of counts.csv. Tests show its validity.
func Shipped() []Run {
	runs, err := Read("counts.csv", counts)
	if err != nil {
		panic(err)
	}
	return runs
}

// Read returns the runs in the data of a file, in its order. The error is of type
// [csvfile.Errors] and lists all faults.
func Read(name string, data []byte) ([]Run, error) {
	f, err := csvfile.Read(name, data, "start with the header "+strings.Join(header, ","))
	if err != nil {
		return nil, err
	}
	r := reader{first: make(map[string]int)}
	records := slices.DeleteFunc(f.Lines, func(l csvfile.Line) bool { return l.Cells == nil })
	if len(records) == 0 || !slices.Equal(records[0].Cells, header) {
		return nil, csvfile.Errors{{File: name, Line: 1, Col: 1, What: "no header", Hint: "want " + strings.Join(header, ",")}}
	}
	for i := range records[1:] {
		r.row(&records[1+i])
	}
	return r.runs, r.errs.Sorted()
}

// reader collects the runs and the errors.
type reader struct {
	runs []Run
	errs csvfile.Errors
	// first holds the line of each row, by its cells but the count.
	first map[string]int
}

func (r *reader) fail(l *csvfile.Line, cell int, hint, what string, args ...any) {
	r.errs = append(r.errs, l.At(cell, csvfile.Message(what, args...), hint))
}

var syscallName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// row adds a row to its run.
func (r *reader) row(l *csvfile.Line) {
	if len(l.Cells) != len(header) {
		r.fail(l, min(len(l.Cells), len(header)), "want "+strconv.Itoa(len(header)), "%d cells", len(l.Cells))
		return
	}
	a := arch.ByGOARCH(l.Cells[colArch])
	calls, err := strconv.ParseUint(l.Cells[colCalls], 10, 31)
	key := strings.Join(l.Cells[:colCalls], ",")
	switch first, again := r.first[key]; {
	case a == nil || !a.Target:
		r.fail(l, colArch, "", "unknown architecture %q", l.Cells[colArch])
	case !slices.Contains(workloads, l.Cells[colWorkload]):
		r.fail(l, colWorkload, "want "+strings.Join(workloads, ", "), "unknown workload %q", l.Cells[colWorkload])
	case !syscallName.MatchString(l.Cells[colName]):
		r.fail(l, colName, "", "invalid name %q", l.Cells[colName])
	case err != nil || calls == 0:
		r.fail(l, colCalls, "want a count from 1 on", "invalid count %q", l.Cells[colCalls])
	case again:
		r.fail(l, colName, "", "duplicate count of %s; first on line %d", l.Cells[colName], first)
	default:
		r.first[key] = l.Number
		r.run(a, l.Cells[colSystem], l.Cells[colWorkload]).Calls[l.Cells[colName]] = int(calls)
	}
}

// run returns the run of a workload, a new one for its first row.
func (r *reader) run(a *arch.Arch, system, workload string) *Run {
	for i := range r.runs {
		if x := &r.runs[i]; x.Arch == a && x.System == system && x.Workload == workload {
			return x
		}
	}
	r.runs = append(r.runs, Run{a, system, workload, make(map[string]int)})
	return &r.runs[len(r.runs)-1]
}
