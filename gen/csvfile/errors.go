package csvfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing wrong with a file.
type Error struct {
	File string
	// Line and Col are from 1; Col counts bytes.
	Line, Col int
	// What is wrong, and what was expected in its place.
	What, Want string
}

func (e Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s, expected %s", e.File, e.Line, e.Col, e.What, e.Want)
}

// Errors is all that is wrong with a file, in the order of the file.
type Errors []Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Sorted returns e sorted, as an error, or nil if nothing is wrong.
func (e Errors) Sorted() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return e
}
