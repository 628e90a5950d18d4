package policy

// nearest returns the name that a misspelt one is most likely meant to be: the one
// that the fewest changes make of it, the first of several. It is not ok if that is
// over a third of its length.
func nearest(misspelt string, names []string) (name string, ok bool) {
	least := 1 << 30
	for _, n := range names {
		if d := distance(misspelt, n); d < least {
			name, least = n, d
		}
	}
	return name, least <= (len(misspelt)+2)/3
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
