package operator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// manifestJSON is a SeccompProfile.
type manifestJSON struct {
	Version  string            `json:"apiVersion"`
	Kind     string            `json:"kind"`
	Metadata map[string]string `json:"metadata"`
	Spec     json.RawMessage   `json:"spec"`
}

// Write returns a filter as a manifest in YAML. It must have no errno for the default action
// and no number from 2^63 on.
func Write(name string, f oci.Filter) []byte {
	// Strings and numbers always encode, and the tree of JSON has no errors.
	text, _ := json.Marshal(manifestJSON{group + "v1", "SeccompProfile", map[string]string{"name": name}, f.JSON()})
	tree, _ := structure.JSON(name, text)
	return []byte(strings.Join(lines(tree), "\n") + "\n")
}

// lines returns the lines of an object or an array in YAML.
func lines(n *structure.Node) (list []string) {
	for _, f := range n.Fields {
		switch v := f.Value; {
		case len(v.Fields) > 0:
			list = append(list, f.Name+":")
			list = append(list, indented("  ", lines(v))...)
		case len(v.Items) > 0:
			list = append(list, f.Name+":")
			list = append(list, lines(v)...)
		default:
			list = append(list, f.Name+": "+scalar(v))
		}
	}
	for _, item := range n.Items {
		block := []string{scalar(item)}
		if item.Kind == structure.Object {
			block = lines(item)
		}
		list = append(list, "- "+block[0])
		list = append(list, indented("  ", block[1:])...)
	}
	return list
}

// indented returns lines with a prefix.
func indented(prefix string, list []string) []string {
	for i := range list {
		list[i] = prefix + list[i]
	}
	return list
}

// reserved lists the words that are no strings for a reader of YAML 1.1.
var reserved = []string{"false", "n", "no", "null", "off", "on", "true", "y", "yes"}

// scalar returns a value of one line. Names consist of letters, digits, - and _.
func scalar(n *structure.Node) string {
	switch {
	case n.Kind == structure.Array:
		return "[]"
	case slices.Contains(reserved, n.Text):
		return strconv.Quote(n.Text)
	}
	return n.Text
}
