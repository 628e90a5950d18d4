package event

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// TestWords checks words.csv: every operation, parameter and constant exists, and rows of
// one parameter are for different cases.
func TestWords(t *testing.T) {
	r := csv.NewReader(bytes.NewReader(wordsFile))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"operations", "parameters", "when", "one", "mask", "flags", "use"}; !slices.Equal(rows[0], want) {
		t.Fatalf("header %v, want %v", rows[0], want)
	}
	seen := make(map[[3]string]bool)
	for _, row := range rows[1:] {
		if !slices.Contains([]string{"", "rule", "octal"}, row[6]) {
			t.Errorf("%s: use %q", row[0], row[6])
		}
		for operation := range strings.FieldsSeq(row[0]) {
			for parameter := range strings.FieldsSeq(row[1]) {
				key := [3]string{operation, parameter, row[2]}
				if seen[key] {
					t.Errorf("second row for %v", key)
				}
				seen[key] = true
			}
			checkParameters(t, operation, append(strings.Fields(row[1]), strings.Fields(row[2])[:len(strings.Fields(row[2]))/2]...))
		}
		for _, column := range []int{3, 5} {
			for name := range strings.FieldsSeq(row[column]) {
				prefix, many := strings.CutSuffix(name, "*")
				if !constants.Known(name) && !(many && len(constants.WithPrefix(prefix)) > 0) {
					t.Errorf("%s: unknown constant %s", row[0], name)
				}
			}
		}
	}
}

// checkParameters reports an error unless the operation has one of the parameters.
func checkParameters(t *testing.T, operation string, parameters []string) {
	t.Helper()
	if operation == everyOperation {
		return
	}
	if s := byName()[operation]; s == nil || s.Operation() != operation {
		t.Errorf("%s is not an operation", operation)
	}
	if !slices.ContainsFunc(abi.Parameters(operation), func(p abi.Parameter) bool { return slices.Contains(parameters, p.Name) }) {
		t.Errorf("%s has none of %v", operation, parameters)
	}
}
