package constants

import (
	"go/constant"
	"sort"
	"strings"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// embedded is an embedded file, with a header and then rows in ascending order. It finds rows
// by their names, and reads only those asked for: to read all would take longer than to
// compile a policy. A test shows the validity of all rows.
type embedded struct {
	text string
	// all is the index of column all.
	all int
	// indexing guards starts, the start of each row in text.
	indexing sync.Once
	starts   []int
	// known holds the values of the rows read so far by name.
	known sync.Map
}

// rows returns the start of each row in the text.
func (f *embedded) rows() []int {
	f.indexing.Do(func() {
		f.starts = make([]int, 0, strings.Count(f.text, "\n"))
		for at := strings.IndexByte(f.text, '\n') + 1; at > 0 && at < len(f.text); {
			f.starts = append(f.starts, at)
			next := strings.IndexByte(f.text[at:], '\n')
			if next < 0 {
				break
			}
			at += next + 1
		}
	})
	return f.starts
}

// name returns the name of row i.
func (f *embedded) name(i int) string { return f.cell(f.rows()[i], 0) }

// search returns the index of the first row with a name from name on.
func (f *embedded) search(name string) int {
	return sort.Search(len(f.rows()), func(i int) bool { return f.name(i) >= name })
}

// find returns the start of the row for a name.
func (f *embedded) find(name string) (start int, ok bool) {
	if i := f.search(name); i < len(f.rows()) && f.name(i) == name {
		return f.rows()[i], true
	}
	return 0, false
}

// has reports whether there is a row for a name.
func (f *embedded) has(name string) bool {
	_, ok := f.find(name)
	return ok
}

// value returns the value of a constant on a, or nil.
func (f *embedded) value(name string, a *arch.Arch) constant.Value {
	if list, ok := f.known.Load(name); ok {
		return list.([]constant.Value)[a.Index]
	}
	start, ok := f.find(name)
	if !ok {
		return nil
	}
	row, _, _ := strings.Cut(f.text[start:], "\n")
	list, _ := readValues(strings.Split(row, ",")[f.all:])
	f.known.Store(name, list)
	return list[a.Index]
}

// cell returns cell i of the row that starts at a place in the text.
func (f *embedded) cell(start, i int) string {
	rest := f.text[start:]
	for range i {
		_, rest, _ = strings.Cut(rest, ",")
	}
	return rest[:strings.IndexAny(rest, ",\n")]
}

// withPrefix returns the names with a prefix, in ascending order.
func (f *embedded) withPrefix(prefix string) []string {
	var names []string
	for i := f.search(prefix); i < len(f.rows()) && strings.HasPrefix(f.name(i), prefix); i++ {
		names = append(names, f.name(i))
	}
	return names
}
