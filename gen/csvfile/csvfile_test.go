package csvfile_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// TestAtByte finds the place of a cell's byte in the file.
func TestAtByte(t *testing.T) {
	f, err := csvfile.Read("f.csv", []byte("# no cells\na,bcd,\"e\"\"f,g\",\"\"\n"), "cells")
	if err != nil {
		t.Fatal(err)
	}
	line := &f.Lines[1]
	for _, c := range []struct{ cell, offset, col int }{
		{0, 0, 1}, {1, 0, 3}, {1, 2, 5}, {1, 3, 6},
		{2, 0, 8}, {2, 1, 9}, {2, 2, 11}, {2, 4, 13}, {3, 0, 17},
	} {
		e := line.AtByte("f.csv", c.cell, c.offset, "what", "hint")
		if want := (csvfile.Error{File: "f.csv", Line: 2, Col: c.col, What: "what", Hint: "hint"}); e != want {
			t.Errorf("cell %d offset %d: %v, want %v", c.cell, c.offset, e, want)
		}
	}
}

// TestWarnings compares the texts of a problem as an error and as a warning.
func TestWarnings(t *testing.T) {
	list := []csvfile.Error{{File: "f.csv", Line: 2, Col: 3, What: "what", Hint: "hint"}, {File: "f.csv", Line: 4, Col: 1, What: "other"}}
	if got, want := csvfile.Errors(list).Error(), "f.csv:2:3: what; hint\nf.csv:4:1: other"; got != want {
		t.Errorf("errors:\n%s\nwant:\n%s", got, want)
	}
	if got, want := csvfile.Warnings(list).String(), "f.csv:2:3: warning: what; hint\nf.csv:4:1: warning: other"; got != want {
		t.Errorf("warnings:\n%s\nwant:\n%s", got, want)
	}
}
