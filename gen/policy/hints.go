package policy

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
)

// maxHints limits the unknown names with a hint. A file with more is not a misspelt
// policy.
const maxHints = 200

// hints caches the hints for unknown names, empty for names without one.
type hints map[misspelling]string

// misspelling is an unknown name. kind is "syscall", "constant", "errno" or "profile".
type misspelling struct{ kind, name string }

// name returns the most similar of the names of a kind. For a syscall it may return
// several, as one text.
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

// maxListed limits the names in a message.
const maxListed = 20

// listed returns the first names for a message, each shortened.
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
