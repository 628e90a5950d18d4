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
		e := line.AtByte(c.cell, c.offset, "what", "hint")
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

// TestSeen names a line for a reader of another one, in its file and in another file.
func TestSeen(t *testing.T) {
	base, policy := read(t, "common/base.csv"), read(t, "policy.csv")
	for _, c := range []struct {
		line, from *csvfile.Line
		want       string
	}{
		{&base.Lines[1], &base.Lines[0], "line 2"},
		{&base.Lines[1], &policy.Lines[0], "line 2 of common/base.csv"},
		{&policy.Lines[0], &base.Lines[1], "line 1 of policy.csv"},
	} {
		if got := c.line.Seen(c.from); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// TestSorted sorts errors by file, line and column. The error of a comment is at column 1.
func TestSorted(t *testing.T) {
	base, policy := read(t, "base.csv"), read(t, "policy.csv")
	errs := csvfile.Errors{
		policy.Lines[1].At(0, "D", ""), policy.Lines[0].At(0, "C", ""), base.Lines[1].At(1, "B", ""), base.Lines[1].At(0, "A", ""),
	}
	const want = "base.csv:2:1: A\nbase.csv:2:3: B\npolicy.csv:1:1: C\npolicy.csv:2:1: D"
	if got := errs.Sorted(); got.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", got, want)
	}
}

// read returns a file of a comment and a record.
func read(t *testing.T, name string) *csvfile.File {
	t.Helper()
	f, err := csvfile.Read(name, []byte("# a comment\na,b\n"), "cells")
	if err != nil {
		t.Fatal(err)
	}
	return f
}
