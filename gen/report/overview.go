package report

import "slices"

// overview compares the profiles of a report in one table.
type overview struct {
	// Kinds lists the kinds of verdicts of any profile, Effects the titles of all concerns.
	Kinds   []Kind
	Effects []string
	Rows    []overviewRow
}

// overviewRow is a profile in the overview.
type overviewRow struct {
	Name string
	// Counts holds the numbers of syscalls by kind, as [span] writes them.
	Counts []string
	// Open reports which effects are possible.
	Open []bool
}

// overview returns the overview, or nil for a single profile.
func (r *Report) overview() *overview {
	if len(r.Profiles) < 2 {
		return nil
	}
	out := new(overview)
	for k := range kinds {
		if slices.ContainsFunc(r.Profiles, func(p Summary) bool { return slices.Max(p.ofKind(Kind(k), len(r.Arches))) > 0 }) {
			out.Kinds = append(out.Kinds, Kind(k))
		}
	}
	for _, c := range concerns {
		out.Effects = append(out.Effects, c.title)
	}
	for _, p := range r.Profiles {
		row := overviewRow{Name: p.Name}
		for _, k := range out.Kinds {
			row.Counts = append(row.Counts, span(p.ofKind(k, len(r.Arches))))
		}
		for _, title := range out.Effects {
			row.Open = append(row.Open, slices.ContainsFunc(p.Open, func(c Concern) bool { return c.Title == title }))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// ofKind returns the numbers of syscalls with verdicts of a kind on each of n architectures.
func (p Summary) ofKind(k Kind, n int) []int {
	sums := make([]int, n)
	for _, c := range p.Counts {
		for i, count := range c.On {
			if c.Kind == k {
				sums[i] += count
			}
		}
	}
	return sums
}
