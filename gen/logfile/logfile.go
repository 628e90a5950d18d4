// Package logfile reads text of any size line by line, in bounded memory, and collects the
// problems of its lines. Such text is a log or a trace: others wrote it, and no line of it
// is surely short.
package logfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

const (
	// maxLine limits the bytes of a line. Longer ones are cut.
	maxLine = 64 << 10
	// maxErrors limits the reported problems.
	maxErrors = 100
)

// File is a text as far as it is read.
type File struct {
	// Name is the name in messages, Number the number of the last line.
	Name   string
	Number int

	errs csvfile.Errors
}

// Read calls line with each line, without its end, until it returns false. The error is that
// of reading.
func (f *File) Read(in io.Reader, line func(text string) (more bool)) error {
	lines := bufio.NewReaderSize(in, maxLine)
	for {
		text, err := lines.ReadSlice('\n')
		f.Number++
		if !line(strings.TrimRight(string(text), "\r\n")) {
			return nil
		}
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = lines.ReadSlice('\n')
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
}

// Fail reports a problem at a line and a column from 1. The last one of many stands for all
// others.
func (f *File) Fail(line, col int, hint, what string, a ...any) {
	switch len(f.errs) {
	case maxErrors:
		what, hint, a = "more broken lines", "", nil
	case maxErrors + 1:
		return
	}
	f.errs = append(f.errs, csvfile.Error{File: f.Name, Line: line, Col: col, What: csvfile.Message(what, a...), Hint: hint})
}

// Err returns the problems as [csvfile.Errors], or nil.
func (f *File) Err() error { return f.errs.Sorted() }
