package uapi

import "slices"

// unit is a part of the headers, compiled together.
type unit struct {
	headers    []string
	candidates []candidate
}

// maxHeaders limits the headers of a unit. The compiler takes longer to start than to read
// a header, and a unit with a header that fails is compiled again.
const maxHeaders = 64

// units divides the headers. A name in several headers may have several values: it is
// compiled once with each of these headers alone.
func (h headers) units() ([]unit, error) {
	var list []unit
	each := make([]unit, len(h.names))
	count := make(map[string]int)
	for i, name := range h.names {
		candidates, err := h.candidates(name)
		if err != nil {
			return nil, err
		}
		each[i] = unit{[]string{name}, candidates}
		for _, c := range candidates {
			count[c.name]++
		}
	}
	shared := func(c candidate) bool { return count[c.name] > 1 }
	for part := range slices.Chunk(each, maxHeaders) {
		var together unit
		for _, u := range part {
			together.headers = append(together.headers, u.headers...)
			together.candidates = append(together.candidates, slices.DeleteFunc(slices.Clone(u.candidates), shared)...)
			if slices.ContainsFunc(u.candidates, shared) {
				u.candidates = slices.DeleteFunc(u.candidates, func(c candidate) bool { return !shared(c) })
				list = append(list, u)
			}
		}
		list = append(list, together)
	}
	return list, nil
}

// divide returns a unit for each of some headers, and one for the others.
func (u unit) divide(some []string) []unit {
	parts := []unit{{headers: slices.DeleteFunc(slices.Clone(u.headers), func(h string) bool { return slices.Contains(some, h) })}}
	index := make(map[string]int)
	for i, header := range some {
		index[header] = 1 + i
		parts = append(parts, unit{headers: []string{header}})
	}
	for _, c := range u.candidates {
		part := &parts[index[c.header]]
		part.candidates = append(part.candidates, c)
	}
	return slices.DeleteFunc(parts, func(p unit) bool { return len(p.candidates) == 0 })
}
