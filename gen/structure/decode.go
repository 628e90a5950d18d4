package structure

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
)

// Decoder reads values of a tree and collects their errors.
type Decoder struct{ Errors csvfile.Errors }

// maxErrors limits the errors of a file.
const maxErrors = 100

// Fail adds an error, once.
func (d *Decoder) Fail(p Place, hint, what string, a ...any) {
	if err := p.Error(hint, what, a...); len(d.Errors) < maxErrors && !slices.Contains(d.Errors, err) {
		d.Errors = append(d.Errors, err)
	}
}

// Is reports whether n has a kind, or adds an error.
func (d *Decoder) Is(n *Node, kind Kind) bool {
	if n.Kind != kind {
		d.Fail(n.Place, "", "%s; want %s", n.Kind.String(), kind.String())
	}
	return n.Kind == kind
}

// Object calls the function for each field of an object. A field without a function is an
// error. A field of null does not count.
func (d *Decoder) Object(n *Node, fields map[string]func(*Node)) {
	if !d.Is(n, Object) {
		return
	}
	for _, f := range n.Fields {
		read, ok := fields[f.Name]
		switch {
		case !ok:
			hint := "want some of " + strings.Join(slices.Sorted(maps.Keys(fields)), ", ")
			if meant, ok := nearest.Closest(f.Name, maps.Keys(fields)); ok {
				hint = "did you mean " + meant + "?"
			}
			d.Fail(f.Place, hint, "unknown field %q", f.Name)
		case f.Value.Kind != Null:
			read(f.Value)
		}
	}
}

// Array calls f for each item of an array.
func (d *Decoder) Array(n *Node, f func(*Node)) {
	if d.Is(n, Array) {
		for _, item := range n.Items {
			f(item)
		}
	}
}

// Strings returns the strings of an array.
func (d *Decoder) Strings(n *Node) (list []*Node) {
	d.Array(n, func(item *Node) {
		if d.Is(item, String) {
			list = append(list, item)
		}
	})
	return list
}

// Text sets a string.
func (d *Decoder) Text(to *string) func(*Node) {
	return func(n *Node) {
		if d.Is(n, String) {
			*to = n.Text
		}
	}
}

// Number returns a whole number from 0 to a limit.
func (d *Decoder) Number(n *Node, most uint64) (v uint64, ok bool) {
	if !d.Is(n, Number) {
		return 0, false
	}
	v, err := strconv.ParseUint(n.Text, 10, 64)
	if err != nil || v > most {
		d.Fail(n.Place, "want a whole number from 0 to "+strconv.FormatUint(most, 10), "number %s", n.Text)
		return 0, false
	}
	return v, true
}
