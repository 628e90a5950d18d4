package catalog

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// File holds the lines and cells of syscalls.csv, not yet checked.
type File struct {
	*csvfile.File
}

// Read divides the data of a file into lines and cells. The error is of type
// [csvfile.Errors] and lists all malformed lines.
func Read(name string, data []byte) (*File, error) {
	f, err := csvfile.Read(name, data, "start with a header, then one row per syscall")
	if f == nil {
		return nil, err
	}
	return &File{f}, err
}

// Format returns f as a file: comments, header, and the rows sorted by name. Comments
// before the first record stay at the top. Any other comment stays before its record.
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
			// Writes to a bytes.Buffer do not fail.
			_ = w.Write(b.cells)
			w.Flush()
		}
	}
	return out.Bytes()
}

// block is a record with the comments before it.
type block struct {
	comments []string
	cells    []string
}

// blocks divides f into the header, the rows, and the comments after the last row.
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

// NumberCells returns the number cells of a row, in the order of arch.Targets.
func NumberCells(cells []string) []string { return cells[colNumbers:] }
