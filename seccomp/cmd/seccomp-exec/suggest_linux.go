package main

import "iter"

// expected ends the error about name, which is none of names: with the nearest of
// them if it is near enough to be meant, else with what is true of all.
func expected(name string, names iter.Seq[string], all string) string {
	nearest, least := "", len(name)/3+1
	for n := range names {
		if d := distance(name, n); d < least || d == least && nearest == "" {
			nearest, least = n, d
		}
	}
	if nearest == "" {
		return "expected " + all
	}
	return "did you mean " + nearest + "?"
}

// distance returns how many bytes have to be put in, taken out or replaced to make
// a from b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
