package csvfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is a problem of a file.
type Error struct {
	File string
	// Line and Col are from 1. Col counts bytes.
	Line, Col int
	// What is the problem.
	What string
	// Hint is the remedy. It is empty if it would only negate the problem.
	Hint string
}

// Error returns file:line:col: problem; hint.
func (e Error) Error() string { return e.text("") }

// text returns the message with a prefix for the problem.
func (e Error) text(prefix string) string {
	text := fmt.Sprintf("%s:%d:%d: %s%s", e.File, e.Line, e.Col, prefix, e.What)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// Errors holds all problems of one or several files.
type Errors []Error

// Error returns one line per problem.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Sorted returns e ordered by file, line and column, or nil if e is empty.
func (e Errors) Sorted() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return e
}

// Warnings holds the probable mistakes in a valid file.
type Warnings []Error

// String returns one line per warning: file:line:col: warning: problem; hint.
func (w Warnings) String() string {
	lines := make([]string, len(w))
	for i, warning := range w {
		lines[i] = warning.text("warning: ")
	}
	return strings.Join(lines, "\n")
}
