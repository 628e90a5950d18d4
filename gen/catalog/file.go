package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// File is syscalls.csv as lines and cells, before it means anything.
type File struct {
	// Name is what errors call the file.
	Name string
	// Lines is the comments, the header and the rows, in the order of the file.
	// Empty lines are not kept.
	Lines []Line
}

// Line is a comment or a record.
type Line struct {
	// Comment is the line as it stands, from its #; empty for a record.
	Comment string
	// Cells is the record, header or row; nil for a comment.
	Cells []string

	number int
	cols   []int
}

// at returns the error what at cell i, which may be one past the last.
func (l *Line) at(file string, i int, what, want string) Error {
	return Error{file, l.number, l.cols[min(i, len(l.cols)-1)], what, want}
}

// bom is the byte order mark that spreadsheets put before UTF-8.
var bom = []byte("\ufeff")

// Read divides data into lines and cells. A record is one line, so that sort and
// git diff see what a reader sees. What a spreadsheet adds is taken: a byte order
// mark, CRLF, and comments in quotes or with empty cells behind them.
//
// The error is of type [Errors] and holds every line that is no record.
func Read(name string, data []byte) (*File, error) {
	f := &File{Name: name}
	var errs Errors
	data = bytes.TrimPrefix(data, bom)
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, Errors{{name, 1, 1, "empty file", "a header and a row for each system call"}}
	}
	number := 0
	for text := range bytes.Lines(data) {
		number++
		line, err := readLine(strings.TrimRight(string(text), "\r\n"))
		if err != nil {
			err.File, err.Line = name, number
			errs = append(errs, *err)
			continue
		}
		if line.Comment != "" || line.Cells != nil {
			line.number = number
			f.Lines = append(f.Lines, line)
		}
	}
	return f, errs.err()
}

// readLine reads one line without its end. The error lacks its file and line.
func readLine(text string) (Line, *Error) {
	if i := invalidUTF8(text); i >= 0 {
		return Line{}, &Error{Col: i + 1, What: fmt.Sprintf("byte %#02x is not UTF-8", text[i]), Want: "UTF-8"}
	}
	if strings.HasPrefix(text, "#") {
		return Line{Comment: strings.TrimRight(text, ", \t")}, nil
	}
	r := csv.NewReader(strings.NewReader(text))
	cells, err := r.Read()
	switch pe := (*csv.ParseError)(nil); {
	case errors.Is(err, io.EOF):
		return Line{}, nil
	case errors.As(err, &pe):
		return Line{}, quoteError(pe, text)
	}
	if strings.HasPrefix(cells[0], "#") {
		last := len(cells)
		for last > 1 && cells[last-1] == "" {
			last--
		}
		return Line{Comment: strings.Join(cells[:last], ",")}, nil
	}
	line := Line{Cells: cells}
	for i := range cells {
		_, col := r.FieldPos(i)
		line.cols = append(line.cols, col)
	}
	line.cols = append(line.cols, len(text)+1)
	return line, nil
}

// quoteError says where the quote is that makes text no record.
func quoteError(pe *csv.ParseError, text string) *Error {
	if errors.Is(pe, csv.ErrBareQuote) {
		return &Error{Col: pe.Column, What: `a quote inside a cell`, Want: `the cell in quotes, and "" for a quote in it`}
	}
	if pe.Line > pe.StartLine || pe.Column > len(text) {
		return &Error{Col: openQuote(text), What: "a quote left open", Want: "a closing quote on the same line"}
	}
	return &Error{Col: pe.Column, What: "text behind a closing quote", Want: "a comma or the end of the line"}
}

// openQuote returns the column of the quote that is not closed in text.
func openQuote(text string) int {
	open := 0
	for i := range len(text) {
		if text[i] == '"' {
			if open == 0 {
				open = i + 1
			} else {
				open = 0
			}
		}
	}
	return max(open, 1)
}

// invalidUTF8 returns the place of the first byte that is no UTF-8, or -1.
func invalidUTF8(text string) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
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
func (l *Line) IsRow() bool { return l.Cells != nil && !isHeader(l.Cells) }

// NumberCells returns the cells of a row that hold its numbers, in the order of
// arch.All.
func NumberCells(cells []string) []string { return cells[colNumbers:] }
