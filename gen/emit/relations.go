package emit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// relation is a call and another that does the same and exists.
type relation struct {
	call, other *catalog.Syscall
}

// relations is what stands for what on one architecture.
type relations struct {
	variants, multiplexers []relation
}

// group relates the calls of c on arch.All[a]: each call to the existing ones of
// its operation, and to the existing multiplexers that reach it.
func group(c *catalog.Catalog, a int) relations {
	var out relations
	for i := range c.Syscalls {
		other := &c.Syscalls[i]
		if _, exists := other.Number(a); !exists {
			continue
		}
		for j := range c.Syscalls {
			call := &c.Syscalls[j]
			switch {
			case i == j:
			case other.Multiplexer() && slices.Contains(other.Operations, call.Operation()):
				out.multiplexers = append(out.multiplexers, relation{call, other})
			case call.Operation() == other.Operation():
				out.variants = append(out.variants, relation{call, other})
			}
		}
	}
	byNumber := func(x, y relation) int {
		return cmp.Or(cmp.Compare(number(x.call, a), number(y.call, a)), cmp.Compare(number(x.other, a), number(y.other, a)))
	}
	slices.SortFunc(out.variants, byNumber)
	slices.SortFunc(out.multiplexers, byNumber)
	return out
}

// instead says by what the architecture does what s does, if it does.
func (r relations) instead(s *catalog.Syscall) string {
	var names []string
	for _, list := range [][]relation{r.variants, r.multiplexers} {
		for _, rel := range list {
			if rel.call == s {
				names = append(names, rel.other.Name)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}
