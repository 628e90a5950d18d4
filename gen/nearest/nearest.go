// Package nearest finds the intended name for an unknown one, for hints in messages.
//
// [Closest] corrects typing errors in names of any kind, and [Syscalls] also knows the
// names that other sources use for a syscall.
package nearest

import "iter"

// longest limits the compared names, in bytes. Nobody misspells longer ones.
const longest = 128

// Closest returns the candidate with the smallest case-insensitive edit distance to
// name; ties go to the first. ok is false if that distance exceeds a third of name's
// length, or one edit for shorter names: no hint is better than a wrong one.
//
// An edit inserts, deletes or replaces a byte, or swaps two neighbours. The distance
// of raed to read is 1. PER_LINUX is 4 edits away from TIOCLINUX, and no hint for it.
func Closest(name string, candidates iter.Seq[string]) (closest string, ok bool) {
	if len(name) > longest {
		return "", false
	}
	limit := min(max(len(name)/3, 1), len(name)-1) + 1
	bytes := count(name)
	for c := range candidates {
		if longer := max(len(c), len(name)); longer-min(len(c), len(name)) >= limit || longer-bytes.common(c) >= limit {
			continue
		}
		if d := distance(name, c, limit); d < limit {
			closest, limit, ok = c, d, true
		}
	}
	return closest, ok
}

// counts counts the bytes of a name by their low six bits, without case.
type counts [64]uint8

func count(name string) *counts {
	c := new(counts)
	for i := range len(name) {
		c[lower(name[i])%64]++
	}
	return c
}

// common returns the number of bytes that a name has in common with the counted one,
// wherever they are: at least the length of the longer one less their distance.
func (c *counts) common(name string) int {
	left := *c
	n := 0
	for i := range len(name) {
		if b := &left[lower(name[i])%64]; *b > 0 {
			*b--
			n++
		}
	}
	return n
}

// distance returns the edit distance of a and b (optimal string alignment), or limit if
// the distance is not smaller. It stops at the first row without a smaller value
// (Ukkonen, Algorithms for approximate string matching, 1985). A swap reaches back to
// the row before and adds one: that is not smaller either.
func distance(a, b string, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= limit || len(b) > longest {
		return limit
	}
	// Row i holds the distances of a[:i] to the prefixes of b.
	var rows [3][longest + 1]int
	two, one, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		two, one, row = one, row, two
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
			replace := one[j]
			if lower(a[i]) != lower(b[j]) {
				replace++
			}
			row[j+1] = min(replace, row[j]+1, one[j+1]+1)
			if i > 0 && j > 0 && lower(a[i]) == lower(b[j-1]) && lower(a[i-1]) == lower(b[j]) {
				row[j+1] = min(row[j+1], two[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least >= limit {
			return limit
		}
	}
	return min(row[len(b)], limit)
}

// lower returns the lower case of an ASCII letter.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
