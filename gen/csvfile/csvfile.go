// Package csvfile reads CSV files written by people, spreadsheets and git. It finds
// the lines and cells, and the place of each for error messages.
//
// A record is one line: sort and git diff see the same rows as a reader. Lines that
// start with # are comments and are kept. Example, a policy in server.csv:
//
//	profile,syscall,action,when,why
//	server,socket,,family == AF_UNIX,only local sockets
//
// Line 2 is a record of five cells. The condition is cell 3, at column 16:
//
//	cell  column  text
//	0     1       server
//	1     8       socket
//	2     15
//	3     16      family == AF_UNIX
//	4     34      only local sockets
//
// Package condition finds problems at byte offsets of the cell. With AF_UNXI instead
// of AF_UNIX the offset is 10, and [Line.AtByte] returns the column in the file, even
// if the cell is in quotes:
//
//	server.csv:2:26: unknown constant AF_UNXI; did you mean AF_UNIX?
//
// Package catalog reads syscalls.csv and package policy reads policies on top of it.
package csvfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// File is a file as lines and cells, without meaning.
type File struct {
	// Name is the file's name in errors.
	Name string
	// Lines holds the comments, the header and the rows, in the order of the file.
	// Empty lines are dropped.
	Lines []Line
}

// Line is a comment or a record.
type Line struct {
	// File is the name of the line's file in errors.
	File string
	// Comment is the text of a comment from its # on, empty for a record.
	Comment string
	// Cells holds the cells of a record, nil for a comment.
	Cells []string

	// Number is the line number, from 1.
	Number int

	text string
	// cols holds the column of each cell, and the one after the end of the line.
	cols []int
}

// At returns an error at cell i. An i past the last cell is the end of the line. A
// comment is a single cell.
func (l *Line) At(i int, what, hint string) Error {
	e := Error{l.File, l.Number, 1, what, hint}
	if l.cols != nil {
		e.Col = l.cols[min(i, len(l.cols)-1)]
	}
	return e
}

// Seen returns the name of l in a message about another line: "line 7", or "line 7 of
// base.csv" for a line of another file.
func (l *Line) Seen(from *Line) string {
	if l.File == from.File {
		return fmt.Sprintf("line %d", l.Number)
	}
	return fmt.Sprintf("line %d of %s", l.Number, l.File)
}

// AtByte is [Line.At] for the byte of cell i at offset.
func (l *Line) AtByte(i, offset int, what, hint string) Error {
	e := l.At(i, what, hint)
	raw := l.text[e.Col-1:]
	if strings.HasPrefix(raw, `"`) {
		raw = raw[1:]
		e.Col++
	}
	for range offset {
		// In a quoted cell, two quotes stand for one byte.
		if strings.HasPrefix(raw, `""`) {
			raw = raw[1:]
			e.Col++
		}
		raw = raw[1:]
		e.Col++
	}
	return e
}

// bom is the byte order mark. Spreadsheets write it before UTF-8.
var bom = []byte("\ufeff")

// Read divides data into lines and cells. It accepts the additions of spreadsheets: a
// byte order mark, CRLF, quotes around comments, and empty cells after them.
//
// The error is of type [Errors] and lists every malformed line; the file holds the
// others. For an empty file it holds hint, and the file is nil.
func Read(name string, data []byte, hint string) (*File, error) {
	f := &File{Name: name}
	var errs Errors
	data = bytes.TrimPrefix(data, bom)
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, Errors{{name, 1, 1, "empty file", hint}}
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
			line.File, line.Number = name, number
			f.Lines = append(f.Lines, line)
		}
	}
	return f, errs.Sorted()
}

// readLine reads one line without its end. The error has a column, but no file and no
// line.
func readLine(text string) (Line, *Error) {
	if i := invalidUTF8(text); i >= 0 {
		return Line{}, &Error{Col: i + 1, What: fmt.Sprintf("byte %#02x is not UTF-8", text[i]), Hint: "save the file as UTF-8"}
	}
	if i := strings.IndexFunc(text, unprintable); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		return Line{}, &Error{Col: i + 1, What: fmt.Sprintf("invisible character %U", r)}
	}
	if strings.HasPrefix(text, "#") {
		return Line{Comment: strings.TrimRight(text, ", \t")}, nil
	}
	cells, cols, err := divide(text)
	if cells == nil || err != nil {
		return Line{}, err
	}
	if strings.HasPrefix(cells[0], "#") {
		last := len(cells)
		for last > 1 && cells[last-1] == "" {
			last--
		}
		return Line{Comment: strings.Join(cells[:last], ",")}, nil
	}
	return Line{Cells: cells, text: text, cols: append(cols, len(text)+1)}, nil
}

// divide returns the cells of a line and their columns, and no cells for an empty line.
func divide(text string) (cells []string, cols []int, err *Error) {
	switch {
	case text == "":
		return nil, nil, nil
	case strings.Contains(text, `"`):
		return unquote(text)
	}
	cells = strings.Split(text, ",")
	col := 1
	for _, c := range cells {
		cols = append(cols, col)
		col += len(c) + 1
	}
	return cells, cols, nil
}

// unquote is divide for a line with quotes.
func unquote(text string) (cells []string, cols []int, err *Error) {
	r := csv.NewReader(strings.NewReader(text))
	cells, wrong := r.Read()
	if pe := (*csv.ParseError)(nil); errors.As(wrong, &pe) {
		return nil, nil, quoteError(pe, text)
	}
	for i := range cells {
		_, col := r.FieldPos(i)
		cols = append(cols, col)
	}
	return cells, cols, nil
}

// quoteError returns the error for a misplaced quote in text.
func quoteError(pe *csv.ParseError, text string) *Error {
	if errors.Is(pe, csv.ErrBareQuote) {
		return &Error{Col: pe.Column, What: "quote inside a cell", Hint: `put the cell in quotes and write "" for each quote in it`}
	}
	if pe.Line > pe.StartLine || pe.Column > len(text) {
		return &Error{Col: openQuote(text), What: "unclosed quote", Hint: "close it on the same line"}
	}
	return &Error{Col: pe.Column, What: "text after a closing quote", Hint: `write "" for a quote inside a cell`}
}

// openQuote returns the column of the unclosed quote in text.
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

// unprintable reports whether r is invalid in Go source or invisible to a reader:
// control characters, format characters (they hide or reorder text), and line
// separators other than \n.
func unprintable(r rune) bool {
	if ' ' <= r && r <= '~' || r == '\t' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// invalidUTF8 returns the index of the first invalid byte, or -1.
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
