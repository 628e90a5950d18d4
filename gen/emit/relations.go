package emit

import (
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// instead lists the other entry points of s, for a comment: ": mmap2".
func instead(r catalog.Relations, s *catalog.Syscall) string {
	var names []string
	for _, list := range [][]catalog.Relation{r.Variants, r.Multiplexers} {
		for _, rel := range list {
			if rel.Call == s {
				names = append(names, rel.Entry.Name)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}
