package abi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// fact is a row of review.csv.
type fact struct {
	names, parameters string
	flags, unnamed    bool
	// bits is 0 without a limit.
	bits   int
	signed bool
	source string
}

// apply adds f to its syscalls. Tests show that they exist.
func (f fact) apply(syscalls map[string]*syscall) {
	for name := range strings.FieldsSeq(f.names) {
		for parameter := range strings.FieldsSeq(f.parameters) {
			if s := syscalls[name]; s != nil {
				s.facts[parameter] = f
			}
		}
	}
}

// difference is a row of differences.csv.
type difference struct {
	names, on, parameters, own, why, source string
}

// apply adds d to its syscalls. Tests show that they exist.
func (d difference) apply(syscalls map[string]*syscall) {
	for name := range strings.FieldsSeq(d.names) {
		if s := syscalls[name]; s != nil {
			s.differences = append(s.differences, d)
		}
	}
}

// covers reports whether d is about a parameter on an architecture.
func (d difference) covers(goarch, parameter string) bool {
	return (d.on == "" || listed(d.on, goarch)) && (d.parameters == "" || listed(d.parameters, parameter))
}

// The headers of the files.
var (
	reviewColumns     = []string{"name", "parameters", "kind", "bits", "source"}
	differenceColumns = []string{"name", "on", "parameters", "own", "why", "source"}
)

// readReview parses the content of review.csv.
func readReview(name string, data []byte) ([]fact, error) {
	var facts []fact
	var errs csvfile.Errors
	err := eachRow(name, data, reviewColumns, func(l *csvfile.Line) {
		f := fact{names: l.Cells[0], parameters: l.Cells[1], source: l.Cells[4]}
		switch l.Cells[2] {
		case "":
		case "flags":
			f.flags = true
		case "unnamed":
			f.unnamed = true
		default:
			errs = append(errs, l.At(2, "kind "+csvfile.Short(l.Cells[2]), "want flags or unnamed"))
		}
		if bits := l.Cells[3]; bits != "" {
			n, err := strconv.Atoi(bits[1:])
			if f.bits, f.signed = n, bits[0] == 's'; err != nil || bits[0] != 's' && bits[0] != 'u' {
				errs = append(errs, l.At(3, "bits "+csvfile.Short(bits), "want s32, u32 and the like"))
			}
		}
		facts = append(facts, f)
	})
	if err != nil {
		return nil, err
	}
	return facts, errs.Sorted()
}

// readDifferences parses the content of differences.csv.
func readDifferences(name string, data []byte) ([]difference, error) {
	var list []difference
	err := eachRow(name, data, differenceColumns, func(l *csvfile.Line) {
		c := l.Cells
		list = append(list, difference{c[0], c[1], c[2], c[3], c[4], c[5]})
	})
	return list, err
}

// eachRow calls f for the rows of a CSV file.
func eachRow(name string, data []byte, columns []string, f func(*csvfile.Line)) error {
	want := strings.Join(columns, ",")
	file, err := csvfile.Read(name, data, "header "+want)
	if err != nil {
		return err
	}
	var errs csvfile.Errors
	header := false
	for i := range file.Lines {
		l := &file.Lines[i]
		switch {
		case l.Cells == nil:
		case !header:
			if header = true; !slices.Equal(l.Cells, columns) {
				return csvfile.Errors{l.At(0, "wrong header", "want "+want)}
			}
		case len(l.Cells) != len(columns):
			errs = append(errs, l.At(len(l.Cells), fmt.Sprintf("%d cells", len(l.Cells)), fmt.Sprintf("want %d", len(columns))))
		default:
			f(l)
		}
	}
	return errs.Sorted()
}
