package policy

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/internal/nearest"
)

// maxHints is how many different names of a policy get a hint at what they are meant to
// be. A file with more is no policy with misspellings.
const maxHints = 1000

// hints remembers what misspelt names are meant to be, nothing where that is unknown.
type hints map[misspelling]string

// misspelling is a name that is none of its kind.
type misspelling struct{ kind, name string }

// name returns the name that a misspelt one of a kind is most likely meant to be.
func (h hints) name(kind, misspelt string, names func() []string) (name string, ok bool) {
	key := misspelling{kind, misspelt}
	name, known := h[key]
	if !known && len(h) < maxHints {
		find := nearest.Closest
		if kind == "syscall" {
			find = nearest.Syscalls
		}
		name, _ = find(misspelt, slices.Values(names()))
		h[key] = name
	}
	return name, name != ""
}

// maxListed is how many names a message lists.
const maxListed = 20

// listed returns names for a message: the first, shortened.
func listed(names []string) []string {
	var out []string
	for _, name := range names[:min(len(names), maxListed)] {
		out = append(out, csvfile.Short(name))
	}
	if len(names) > maxListed {
		out = append(out, "...")
	}
	return out
}
