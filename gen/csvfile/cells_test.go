package csvfile_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// TestCells compares cells and their columns with those of encoding/csv.
func TestCells(t *testing.T) {
	for _, text := range []string{
		"a", "a,b", ",", "a,,b,", " a , b ", "a;b", "é,b",
		`"a",b`, `a,"b,c",d`, `"",""`, `"a ""b""",c`, `é,"ü",b`,
	} {
		r := csv.NewReader(strings.NewReader(text))
		want, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		f, err := csvfile.Read("f", []byte("\n"+text+"\n\n"), "")
		if err != nil || len(f.Lines) != 1 {
			t.Errorf("%s: %d lines, %v", text, len(f.Lines), err)
			continue
		}
		line := f.Lines[0]
		if !slices.Equal(line.Cells, want) {
			t.Errorf("%s: %q, want %q", text, line.Cells, want)
		}
		for i := range want {
			if _, col := r.FieldPos(i); line.At(i, "", "").Col != col {
				t.Errorf("%s: cell %d is in column %d, want %d", text, i, line.At(i, "", "").Col, col)
			}
		}
	}
}
