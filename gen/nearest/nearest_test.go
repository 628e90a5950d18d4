package nearest

import (
	"slices"
	"testing"
)

func TestName(t *testing.T) {
	names := slices.Values([]string{"read", "write", "connect", "accept", "accept4"})
	for misspelt, want := range map[string]string{
		"raed": "read", "conect": "connect", "conncet": "connect", "acept": "accept", "accept5": "accept",
		"reed": "read", "wr": "", "": "", "socket": "", "READ": "read", "aCCept": "accept",
	} {
		if got, ok := Name(misspelt, names); got != want || ok != (want != "") {
			t.Errorf("%q is meant to be %q %v, want %q", misspelt, got, ok, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"abc", "abc", 0}, {"abc", "abd", 1},
		{"abc", "ac", 1}, {"ac", "abc", 1}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
