// Package nearest finds what a misspelt name is meant to be.
package nearest

import (
	"iter"
	"strings"
)

// Name returns the name that a misspelt one is most likely meant to be: the one that
// the fewest changes make of it, the first of several; that of a letter's case is none.
// It is not ok if none is near enough: within a third of the misspelt name's length, and
// one more.
func Name(misspelt string, names iter.Seq[string]) (name string, ok bool) {
	least := len(misspelt)/3 + 2
	folded := strings.ToLower(misspelt)
	for n := range names {
		if d := distance(folded, strings.ToLower(n)); d < least {
			name, least, ok = n, d, true
		}
	}
	return name, ok
}

// distance is how many bytes must be inserted, deleted or replaced to make b of a
// (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
