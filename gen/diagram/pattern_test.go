package diagram

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// TestPatternAnd joins patterns of one word that do not contradict.
func TestPatternAnd(t *testing.T) {
	p := pattern{mask: 3, value: 1}
	for _, test := range []struct {
		q    pattern
		want pattern
		ok   bool
	}{
		{pattern{mask: 0x10}, pattern{mask: 0x13, value: 1}, true},
		{pattern{mask: 6, value: 4}, pattern{mask: 7, value: 5}, true},
		{pattern{mask: 3, value: 2}, pattern{}, false},
		{pattern{mask: 6, value: 2}, pattern{}, false},
		{pattern{Word: argset.Word{Arg: 1}, mask: 0x10}, pattern{}, false},
	} {
		if got, ok := p.and(test.q); ok != test.ok || ok && got != test.want {
			t.Errorf("%+v and %+v: %+v, %v; want %+v, %v", p, test.q, got, ok, test.want, test.ok)
		}
	}
}
