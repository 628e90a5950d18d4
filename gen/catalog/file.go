package catalog

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// File is syscalls.csv as lines and cells, before it means anything.
type File struct {
	*csvfile.File
}

// Read divides the data of a file into lines and cells. The error is of type
// [csvfile.Errors] and holds every line that is no record.
func Read(name string, data []byte) (*File, error) {
	f, err := csvfile.Read(name, data, "start with a header, then one row per syscall")
	if f == nil {
		return nil, err
	}
	return &File{f}, err
}

// Format writes f with its rows in ascending order by name behind the header.
// What stands above the first record stays at the top; any other comment stays
// above the record that it stood above.
func (f *File) Format() []byte {
	head, rows, rest := f.blocks()
	slices.SortStableFunc(rows, func(a, b block) int { return strings.Compare(a.cells[0], b.cells[0]) })
	var out bytes.Buffer
	for _, b := range slices.Concat([]block{head}, rows, []block{rest}) {
		for _, c := range b.comments {
			out.WriteString(c + "\n")
		}
		if b.cells != nil {
			w := csv.NewWriter(&out)
			// A bytes.Buffer takes every write.
			_ = w.Write(b.cells)
			w.Flush()
		}
	}
	return out.Bytes()
}

// block is a record with the comments above it.
type block struct {
	comments []string
	cells    []string
}

// blocks divides f into the header, the rows, and the comments behind the last.
func (f *File) blocks() (head block, rows []block, rest block) {
	for _, l := range f.Lines {
		if l.Cells == nil {
			rest.comments = append(rest.comments, l.Comment)
			continue
		}
		header := head.cells == nil && isHeader(l.Cells)
		if header || head.cells == nil && len(rows) == 0 {
			head.comments = append(head.comments, rest.comments...)
			rest.comments = nil
		}
		if header {
			head.cells = l.Cells
		} else {
			rows = append(rows, block{rest.comments, l.Cells})
			rest.comments = nil
		}
	}
	return head, rows, rest
}

// IsRow reports whether l is a record other than the header.
func IsRow(l csvfile.Line) bool { return l.Cells != nil && !isHeader(l.Cells) }

// NumberCells returns the cells of a row that hold its numbers, in the order of
// arch.Targets.
func NumberCells(cells []string) []string { return cells[colNumbers:] }
