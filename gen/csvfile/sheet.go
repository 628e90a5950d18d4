// Package csvfile reads CSV files as people, spreadsheets and git write them: lines
// and cells, with the place of each for errors.
package csvfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// File is a file as lines and cells, before it means anything.
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

	// Number is the line's, from 1.
	Number int

	text string
	cols []int
}

// At returns the error what at cell i, which may be one past the last.
func (l *Line) At(file string, i int, what, want string) Error {
	return Error{file, l.Number, l.cols[min(i, len(l.cols)-1)], what, want}
}

// AtByte is At for a byte of a cell.
func (l *Line) AtByte(file string, i, offset int, what, want string) Error {
	e := l.At(file, i, what, want)
	raw := l.text[e.Col-1:]
	if strings.HasPrefix(raw, `"`) {
		raw = raw[1:]
		e.Col++
	}
	for range offset {
		// In quotes, two quotes are one byte of the cell.
		if strings.HasPrefix(raw, `""`) {
			raw = raw[1:]
			e.Col++
		}
		raw = raw[1:]
		e.Col++
	}
	return e
}

// bom is the byte order mark that spreadsheets put before UTF-8.
var bom = []byte("\ufeff")

// Read divides data into lines and cells. A record is one line, so that sort and
// git diff see what a reader sees. What a spreadsheet adds is taken: a byte order
// mark, CRLF, and comments in quotes or with empty cells behind them.
//
// The error is of type [Errors] and holds every line that is no record. want is
// what the file should hold if it is empty.
func Read(name string, data []byte, want string) (*File, error) {
	f := &File{Name: name}
	var errs Errors
	data = bytes.TrimPrefix(data, bom)
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, Errors{{name, 1, 1, "empty file", want}}
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
			line.Number = number
			f.Lines = append(f.Lines, line)
		}
	}
	return f, errs.Sorted()
}

// readLine reads one line without its end. The error lacks its file and line.
func readLine(text string) (Line, *Error) {
	if i := invalidUTF8(text); i >= 0 {
		return Line{}, &Error{Col: i + 1, What: fmt.Sprintf("byte %#02x is not UTF-8", text[i]), Want: "UTF-8"}
	}
	if i := strings.IndexFunc(text, unprintable); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		return Line{}, &Error{Col: i + 1, What: fmt.Sprintf("character %U", r), Want: "text"}
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
	line := Line{Cells: cells, text: text}
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

// unprintable reports whether Go source cannot have a character, or a reader cannot see
// it: controls, formats, which hide or reorder text, and ends of lines that are not \n.
func unprintable(r rune) bool {
	return r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
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
