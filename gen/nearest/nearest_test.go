package nearest

import (
	"slices"
	"strings"
	"testing"
)

func TestClosest(t *testing.T) {
	names := slices.Values([]string{"read", "write", "connect", "accept", "accept4", "TIOCLINUX", "WIN_READ", "EIO", "EPERM"})
	for name, want := range map[string]string{
		"raed": "read", "conect": "connect", "conncet": "connect", "acept": "accept", "accept5": "accept",
		"reed": "read", "wr": "", "": "", "x": "", "socket": "", "READ": "read", "aCCept": "accept", "rwite": "write",
		"EPREM": "EPERM", "EOI": "EIO", "ocnenct": "connect",
		// Nonsense is worse than no hint.
		"PER_LINUX": "", "FIONREAD": "", "FOO": "",
	} {
		if got, ok := Closest(name, names); got != want || ok != (want != "") {
			t.Errorf("%q is close to %q %v, want %q", name, got, ok, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"abc", "abc", 0}, {"abc", "abd", 1},
		{"abc", "acb", 1}, {"ab", "ba", 1}, {"abcd", "badc", 2}, {"abc", "ac", 1}, {"ac", "abc", 1}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2},
	} {
		if got := distance(c.a, c.b, 10); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestLimit expects larger distances to be cut to the limit.
func TestLimit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"kitten", "sitting", 2}, {"kitten", "sitting", 3}, {"abcdef", "ghijkl", 4}, {"a", "abcdef", 3}, {"abcdef", "a", 3},
	} {
		if got := distance(c.a, c.b, c.want); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestLong gives long names on either side. They cost nothing.
func TestLong(t *testing.T) {
	for _, n := range []int{longest, longest + 1, 1 << 20} {
		long := strings.Repeat("a", n-1) + "b"
		want := n <= longest
		if _, ok := Closest(long, slices.Values([]string{"read", long[:n-1] + "c"})); ok != want {
			t.Errorf("a name of %d letters: %v, want %v", n, ok, want)
		}
		if name, ok := Closest("raed", slices.Values([]string{long, "read"})); name != "read" || !ok {
			t.Errorf("raed among names of %d letters: %q", n, name)
		}
	}
}
