package constants

import (
	"sort"
	"strings"
)

// index finds rows of a CSV file by their first cell. The rows are sorted by it. To read
// all of the kernel's constants would take longer than to compile a policy.
type index struct {
	text string
	// starts holds the start of each row in text.
	starts []int
}

// newIndex indexes a file with a header.
func newIndex(text string) index {
	x := index{text: text}
	for at := strings.IndexByte(text, '\n') + 1; at > 0 && at < len(text); {
		x.starts = append(x.starts, at)
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return x
}

// name returns the first cell of row i.
func (x index) name(i int) string {
	name, _, _ := strings.Cut(x.text[x.starts[i]:], ",")
	return name
}

// find returns the cells of the row for a name.
func (x index) find(name string) (cells []string, ok bool) {
	i := sort.Search(len(x.starts), func(i int) bool { return x.name(i) >= name })
	if i == len(x.starts) || x.name(i) != name {
		return nil, false
	}
	return x.row(x.starts[i]), true
}

// cell returns cell i of the row that starts at a place in the text.
func (x index) cell(start, i int) string {
	rest := x.text[start:]
	for range i {
		_, rest, _ = strings.Cut(rest, ",")
	}
	return rest[:strings.IndexAny(rest, ",\n")]
}

// row returns the cells of the row that starts at a place in the text.
func (x index) row(start int) []string {
	row, _, _ := strings.Cut(x.text[start:], "\n")
	return strings.Split(row, ",")
}

// names returns the first cells of all rows.
func (x index) names() []string {
	names := make([]string, len(x.starts))
	for i := range names {
		names[i] = x.name(i)
	}
	return names
}
