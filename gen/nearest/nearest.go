// Package nearest finds what a misspelt name is meant to be.
package nearest

import "iter"

// longest is the most bytes of a name that is compared. What is longer is no name that
// somebody has misspelt.
const longest = 128

// Name returns the name that a misspelt one is most likely meant to be: the one that
// the fewest changes make of it, the first of several; that of a letter's case is none.
// It is not ok if none is near enough: within a third of the misspelt name's length, and
// one more.
func Name(misspelt string, names iter.Seq[string]) (name string, ok bool) {
	if len(misspelt) > longest {
		return "", false
	}
	least := len(misspelt)/3 + 2
	for n := range names {
		if d := distance(misspelt, n, least); d < least {
			name, least, ok = n, d, true
		}
	}
	return name, ok
}

// distance returns how many bytes must be inserted, deleted or replaced to make b of a
// (Levenshtein), in either case of the letters; limit if it is that many or more. It
// ends as soon as that is known (Ukkonen, Algorithms for approximate string matching,
// 1985).
func distance(a, b string, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= limit || len(b) > longest {
		return limit
	}
	var row [longest + 1]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
			replace := diagonal
			if lower(a[i]) != lower(b[j]) {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
			least = min(least, row[j+1])
		}
		if least >= limit {
			return limit
		}
	}
	return min(row[len(b)], limit)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
