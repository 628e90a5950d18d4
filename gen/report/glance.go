package report

import (
	"cmp"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Summary is a profile at a glance.
type Summary struct {
	profile.Title
	// Counts holds the numbers of syscalls by verdict, in the order of kinds.
	Counts []Count
}

// Count is the number of syscalls with a verdict.
type Count struct {
	Verdict
	// On holds the numbers in the order of Report.Arches.
	On []int
}

// summary returns profile i at a glance.
func (b *builder) summary(i int, syscalls []Syscall) Summary {
	out := Summary{Title: b.Profiles[i].Title}
	at := make(map[Verdict]int)
	for _, s := range syscalls {
		for _, part := range s.Cells[i].Parts {
			j, ok := at[part.Verdict]
			if !ok {
				j = len(out.Counts)
				at[part.Verdict] = j
				out.Counts = append(out.Counts, Count{part.Verdict, make([]int, len(b.Arches))})
			}
			for _, a := range part.Arches {
				out.Counts[j].On[b.places[a]]++
			}
		}
	}
	slices.SortFunc(out.Counts, func(x, y Count) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Text, y.Text))
	})
	return out
}
